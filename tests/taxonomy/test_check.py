"""A check tells every fault of every file at once, each with its file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from jdmatch.errors import TaxonomyError
from jdmatch.tools.check import check_taxonomy

# what is said behind `#!` is a part of the fault that is expected of that line
PLANTED = {
    "skills/ours.yaml": """\
schema: 1
family: ward-tool
label: tools of wards
kind: tool
extends: software-engineering
colour: white  #! no such key
concepts:
  - id: bed-planner
    label: BedPlanner
    alias: [Bed Planner]  #! no such key; did you mean 'aliases'?
  - id: bed-planner  #! 'bed-planner' is doubled; it stands first in ours/skills/ours.yaml:8
    label: Other
  - id: python  #! concept 'python' is doubled; it stands first in taxonomy/skills/programming-language.yaml
    label: Ward Python
  - id: shift-desk  #! surface 'bedplanner' is claimed by 'bed-planner'
    label: ShiftDesk
    aliases: [BedPlanner]
  - id: Big Board  #! expected small letters, digits and hyphens
    label: Big Board
  - id: labelless  #! label: field required
  - id: orphan  #! parent 'ward-softwares' is unknown
    label: Orphanware
    parents: [ward-softwares]
  - id: upper  #! 'lower' is its own ancestor || 'upper' is its own ancestor
    label: Upperware
    parents: [lower]
  - id: lower
    label: Lowerware
    parents: [upper]
  - id: pager
    label: Nightpager
    ids: {wikidata: 28865}  #! input should be a valid string
  - id: charting
    label: Wardcharter
    ids:
      esco: {uri: "https://esco.europa.eu/python", match: exact}  #! expected the URI of a skill of ESCO
  - id: snakes
    label: Wardsnakes
    ids:
      esco: {uri: "http://data.europa.eu/esco/skill/ccd0a1d9-afda-43d9-b901-96344886e14d", match: exact}  #! is exactly that skill
  - id: signs
    label: Wardsigns
    aliases: ["***"]  #! has no letter and no digit
  - id: drip
    label: Trolley  #! is an ordinary word of English
  - id: ringer
    label: Wardringer
    ambiguous:
      surfaces: [Wardringer]
      case: exact
    matches: ["We use a wardringer."]  #! is not found in 'We use a wardringer.'
    rejects: ["The Wardringer rings."]  #! is found in 'The Wardringer rings.'
  - id: silent  #! an ambiguous concept needs sentences under matches || needs sentences under rejects
    label: Silentware
    ambiguous: {case: exact}
  - id: needy
    label: Needyware
    ambiguous:
      surfaces: [Needyware]
      needs: {family: [ward-thing]}  #! family 'ward-thing' is unknown
    matches: ["Needyware beside ShiftDesk."]  #! is not found in
    rejects: ["We are needy."]
""",
    "skills/empty.yaml": """\
schema: 1
family: ward-skill
label: skills of wards
kind: method
extends: software-engineering
concepts: []
""",
    "skills/broken.yaml": """\
schema: 1
family: broken
concepts: [{id: scrubbing}]]  #! not readable as YAML
""",
    "skills/nowhere.yaml": """\
family: nowhere-at-all  #! family 'nowhere-at-all' is in none of the folders before
concepts: []
""",
    "roles.yaml": """\
roles:
  - id: ml-engineer
    signals: [ward-signal]  #! 'ward-signal' is no concept, family or duty
""",
    "duties.yaml": """\
retire: [no-such-duty]  #! retire: 'no-such-duty' is not there
""",
    "language/years.yaml": """\
years: 5  #! years: input should be a valid
""",
    "profiles/nurse.yaml": """\
id: nurse
extends: ml-engineer
label: nurse
names: [nurse]
requirements:
  - id: care
    statement: Knows care
    group: skills
    weight: 10
    extends: problem-solving
    why: Wards ask for it.
    any:
      - {of: ward-skill, worth: 1.0}  #! family 'ward-skill' has no members
      - {concept: no-such-skill, worth: 1.0}  #! concept 'no-such-skill' is unknown
      - {of: scrubbing, worth: 1.0}
    depth: [1.0]
  - id: programming
    weight: 170  #! less than or equal to 100
""",
    "skill/lost.yaml": "family: x\n",
}


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, int], list[str]]:
    folder = tmp_path_factory.mktemp("check") / "ours"
    for name, text in PLANTED.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    found: dict[tuple[str, int], list[str]] = {}
    for problem in check_taxonomy(["bundled", folder], quick=True).problems:
        found.setdefault((problem.file, problem.line), []).append(problem.message)
    return found


def expected() -> dict[tuple[str, int], list[str]]:
    lines = {
        (f"ours/{name}", number): line.partition("#!")[2].strip().split(" || ")
        for name, text in PLANTED.items()
        for number, line in enumerate(text.splitlines(), 1)
        if "#!" in line
    }
    return lines | {("ours/skill/lost.yaml", 0): ["no file of a taxonomy is called so; did you mean"]}


def test_twenty_five_planted_faults_and_more() -> None:
    assert len(expected()) > 25


@pytest.mark.parametrize("place", expected(), ids=lambda place: "{}:{}".format(*place))
def test_each_planted_fault_is_told_in_its_line(
    place: tuple[str, int], told: dict[tuple[str, int], list[str]]
) -> None:
    says = expected()[place]
    assert any(one in message for one in says for message in told.get(place, ())), told.get(place, told)


def test_no_fault_is_told_where_none_was_planted(told: dict[tuple[str, int], list[str]]) -> None:
    assert {place: told[place] for place in told.keys() - expected().keys()} == {}


def test_a_folder_that_is_not_there_is_no_fault(tmp_path: Path) -> None:
    with pytest.raises(TaxonomyError, match="no such folder"):
        check_taxonomy(tmp_path / "nowhere")
