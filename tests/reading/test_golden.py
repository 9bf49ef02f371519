"""Five whole postings and what is read in them, reviewed by eye.

When the reading is meant to have changed, write the findings anew and review the difference line by line:

    pytest tests/reading/test_golden.py --renew-golden
    git diff tests/golden
"""

import json

import pytest

from jdmatch.reading.records import Reading

IDS = ["P01", "P09", "P13", "P22", "P38"]  # an ML engineer, a fresher in India, two neighbours, one in HTML


def compact(reading: Reading) -> dict[str, object]:
    """Return what was found, without places: short enough to be read as a text."""
    fact = reading.to_dict()
    places = ("start", "end")
    return {
        "reading": [reading.kind, reading.status, reading.role.id, reading.level, *reading.notes],
        "skills": [
            " | ".join(
                filter(
                    None,
                    (
                        s.stance,
                        s.id,
                        s.text,
                        s.years and f"{s.years:g} years",
                        s.any_of and f"any of {s.any_of}",
                    ),
                )
            )
            for s in reading.skills
        ],
        "duties": [f"{d.id} | {d.text}" for d in reading.duties],
        "certifications": [f"{c.id} | {c.text}" for c in reading.certifications],
        "sections": [f"{s.kind} | {s.heading}" for s in reading.sections],
        **{
            name: fact[name] and {k: v for k, v in fact[name].items() if k not in places}
            for name in ("experience", "degree", "pay")
        },
    }


@pytest.mark.parametrize("name", IDS)
def test_a_whole_posting_is_read_as_reviewed(matcher, postings, root, name, request):
    row = next(row for row in postings if row["id"] == name)
    found = compact(matcher.read(row["description"], title=row["title"], kind="posting"))
    path = root / "tests" / "golden" / f"{name}.json"
    if request.config.getoption("--renew-golden"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")

    assert path.is_file(), "no golden file yet: pytest tests/reading/test_golden.py --renew-golden"
    assert found == json.loads(path.read_text(encoding="utf-8"))
