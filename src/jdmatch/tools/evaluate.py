"""How near do readings and scores come to what careful people found, and what mends the mistakes?

Behind `jdmatch evaluate GOLD.jsonl`.

Skills are counted by document and expression: the same words again count once. A gold expression is found
where a found span overlaps one of its places, with an intersection of at least 0.4 of the union; a found one
is right where it so overlaps any gold expression.
"""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from operator import eq
from pathlib import Path
from statistics import correlation, median_high
from typing import Annotated, Any, Final, Literal, NamedTuple, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from rapidfuzz import fuzz, process

from jdmatch.errors import DataError, DocumentError, Problem, did_you_mean
from jdmatch.folding import fold_surface
from jdmatch.matcher import Matcher
from jdmatch.reading.records import Pay, Reading, Skill
from jdmatch.taxonomy.models import DegreeLevel, Kind, Level, RoleId, Text
from jdmatch.taxonomy.records import Concept, Taxonomy

_LEAST_OVERLAP: Final = 0.4
_STANCES: Final = ("required", "preferred", "mentioned", "negated")  # strongest first
# fewer gold cases than this say nothing about a stance
_LEAST_CASES: Final = 5
_FINDS: Final = (
    "hard skills", "hard skills, exact expression", "soft skills", "duties", "years of a skill",
    "degree fields", "certifications",
)  # fmt: skip
_SHARES: Final = (
    "minimum years", "minimum years (stated)", "degree level", "degree stance", "pay", "pay (stated)",
    "level", "role",
)  # fmt: skip


_G = TypeVar("_G")
_F = TypeVar("_F")


class Error(NamedTuple):
    """One kind of mistake; `concept` and `match` are those of a wrong find."""

    what: str  # one of SORTS
    text: str
    kind: str
    concept: str | None = None
    match: str | None = None


@dataclass(slots=True)
class Evaluation:
    """The distance between gold and readings.

    `judged` holds, by kind of document, the pairs of score and graded fit.
    """

    documents: int = 0
    finds: Mapping[str, Finds] = field(default_factory=lambda: {name: Finds() for name in _FINDS})
    shares: Mapping[str, Share] = field(default_factory=lambda: {name: Share() for name in _SHARES})
    stances: Counter[tuple[str, str]] = field(default_factory=Counter)  # (gold, found)
    judged: dict[str, list[tuple[float, int]]] = field(default_factory=dict)
    errors: dict[Error, list[str]] = field(default_factory=dict)  # with the documents

    def note(self, error: Error, document: str) -> None:
        """Count a mistake and remember where."""
        self.errors.setdefault(error, []).append(document)

    def stance(self) -> dict[str, float] | None:
        """Return accuracy, macro F1 and the F1 of every stance with enough cases; None without any case."""
        total = sum(self.stances.values())
        if not total:
            return None
        by_stance: dict[str, float] = {}
        for stance in _STANCES:
            gold = sum(n for (given, _), n in self.stances.items() if given == stance)
            found = sum(n for (_, read), n in self.stances.items() if read == stance)
            right = self.stances[stance, stance]
            if gold >= _LEAST_CASES:
                by_stance[stance] = Finds(gold, right, found, right).f1
        macro = sum(by_stance.values()) / len(by_stance) if by_stance else 0.0
        right = sum(self.stances[s, s] for s in _STANCES)
        return {"accuracy": right / total, "macro f1": macro, **by_stance, "of": total}

    def fit(self) -> dict[str, dict[str, Any]]:
        """Return by kind of document how scores go with graded fits."""
        result: dict[str, dict[str, Any]] = {}
        for kind, pairs in self.judged.items():
            scores, grades = [score for score, _ in pairs], [grade for _, grade in pairs]
            by_grade = {
                grade: [score for score, given in pairs if given == grade] for grade in sorted({*grades})
            }
            result[kind] = {
                "documents": len(pairs),
                "spearman": spearman(scores, grades),
                "auc fit>=3": auc(scores, [grade >= 3 for grade in grades]),
                "auc fit>=1": auc(scores, [grade >= 1 for grade in grades]),
                "median score by fit": {str(grade): median_high(those) for grade, those in by_grade.items()},
            }
        return result

    def to_dict(self) -> dict[str, Any]:
        """Return the measures as plain values, without what the gold does not speak of."""
        return {
            "documents": self.documents,
            **{name: finds.to_dict() for name, finds in self.finds.items() if finds.gold or finds.found},
            **({"stance": stance} if (stance := self.stance()) else {}),
            **{name: share.to_dict() for name, share in self.shares.items() if share.of},
            **({"fit": fit} if (fit := self.fit()) else {}),
        }


def evaluate(rows: Iterable[GoldRow], matcher: Matcher) -> Evaluation:
    """Read and score every document and hold the result against its gold.

    >>> import jdmatch
    >>> row, _ = parse_row('{"id": "1", "kind": "posting", "text": "You need Python.", "gold": {"skills": '
    ...     '[{"surface": "Python", "type": "language", "stance": "required"}], "fit": 1}}')
    >>> result = evaluate([row], jdmatch.load())
    >>> result.finds["hard skills"].f1, result.stances
    (1.0, Counter({('required', 'required'): 1}))
    """
    result = Evaluation()
    for row in rows:
        fit = matcher.score(row.text, title=row.title, kind=row.kind)
        result.documents += 1
        if row.gold.fit is not None:
            result.judged.setdefault(row.kind, []).append((fit.score or 0.0, row.gold.fit))
        if row.gold.says("skills"):
            _judge_skills(row, fit.reading, result)
        if row.gold.says("skill_years"):
            _judge_years_of_skills(row, fit.reading, result)
        if row.gold.says("duties"):
            _judge_duties(row, fit.reading, result)
        _judge_facts(row, fit.reading, result)
    return result


def overlap(a: Span, b: Span) -> bool:
    """Return whether two spans are nearly the same.

    >>> overlap((0, 10), (2, 12)), overlap((0, 10), (8, 30))
    (True, False)
    """
    both = min(a[1], b[1]) - max(a[0], b[0])
    return both > 0 and both / (max(a[1], b[1]) - min(a[0], b[0])) >= _LEAST_OVERLAP


def _judge_skills(row: GoldRow, reading: Reading, result: Evaluation) -> None:
    hard, exact, soft = (result.finds[name] for name in _FINDS[:3])
    found: dict[str, list[Skill]] = {}
    for skill in reading.skills:
        found.setdefault(skill.text.lower(), []).append(skill)
    gold = {skill.surface.lower(): skill for skill in reversed(row.gold.skills)}
    places = {words: occurrences(skill.surface, row.text) for words, skill in gold.items()}
    optional = {words.lower() for words in row.gold.optional} - gold.keys()
    open_places = [place for words in row.gold.optional for place in occurrences(words, row.text)]
    for words, wanted in gold.items():
        finds = soft if wanted.type == "soft" else hard
        finds.gold += 1
        hits = [s for s in reading.skills if any(overlap((s.start, s.end), place) for place in places[words])]
        if wanted.type != "soft":
            exact.gold += 1  # a longer or shorter expression at its place is as good where the gold allows it
            exact.hit += words in found or any(skill.text.lower() in optional for skill in hits)
        if not hits:
            result.note(Error("missed", words, wanted.type), row.id)
            continue
        finds.hit += 1
        stance = min((skill.stance for skill in hits), key=_STANCES.index)
        result.stances[wanted.stance, stance] += 1
        if stance != wanted.stance:
            result.note(Error("stance", words, f"{wanted.stance} read as {stance}"), row.id)
    all_places = [place for spans in places.values() for place in spans]
    for words, skills in found.items():
        is_soft = all(skill.kind == "soft" for skill in skills)
        finds = soft if is_soft else hard
        spans = [(skill.start, skill.end) for skill in skills]
        is_right = any(overlap(span, place) for span in spans for place in all_places)
        is_open = not is_right and any(overlap(span, place) for span in spans for place in open_places)
        if not is_soft and not is_open and words not in optional:
            exact.found += 1
            exact.right += words in gold
        if is_open:
            continue
        finds.found += 1
        finds.right += is_right
        if not is_right:
            first = skills[0]
            result.note(Error("wrong", words, first.kind, first.id, first.match), row.id)


def _judge_years_of_skills(row: GoldRow, reading: Reading, result: Evaluation) -> None:
    gold = [(years.years, occurrences(years.surface, row.text)) for years in row.gold.skill_years]
    spans: dict[tuple[str, float], list[Span]] = {}
    for skill in reading.skills:
        if skill.years:
            spans.setdefault((skill.key, float(skill.years)), []).append((skill.start, skill.end))
    found = [(years, those) for (_, years), those in spans.items()]

    def same(one: tuple[float, list[Span]], other: tuple[float, list[Span]]) -> bool:
        return one[0] == other[0] and any(overlap(a, b) for a in one[1] for b in other[1])

    result.finds["years of a skill"].count(gold, found, same)


def _judge_duties(row: GoldRow, reading: Reading, result: Evaluation) -> None:
    gold = set(row.gold.duties)
    found = {duty.id for duty in reading.duties} - (set(row.gold.duties_maybe) - gold)
    result.finds["duties"].count(gold, found, eq)
    for what, duties in (("duty missed", gold - found), ("duty wrong", found - gold)):
        for duty in duties:
            result.note(Error(what, duty, "duty"), row.id)


def _judge_facts(row: GoldRow, reading: Reading, result: Evaluation) -> None:
    gold = row.gold
    if gold.says("min_years") and row.kind == "posting":
        found = reading.experience.min_years if reading.experience else None
        _judge(row, result, "minimum years", gold.min_years, found)
    if gold.says("degree"):
        wanted, held = gold.degree, reading.degree
        _judge(row, result, "degree level", wanted and wanted.min, held and held.level)
        if row.kind == "posting" and wanted and held:
            _judge(row, result, "degree stance", wanted.stance, held.stance)
        fields = wanted.fields if wanted else (), held.fields if held else ()
        result.finds["degree fields"].count(*fields, _is_in_the_other)
    if gold.says("certifications"):
        told = [certificate.text for certificate in reading.certifications]
        result.finds["certifications"].count(gold.certifications, told, _is_in_the_other)
    if gold.says("level"):
        _judge(row, result, "level", gold.level, reading.level)
    if gold.says("pay"):
        _judge(row, result, "pay", _plain_pay(gold.pay), _plain_pay(reading.pay))
    if gold.says("role"):
        _judge(row, result, "role", gold.role or "other", reading.role.id)


def _judge(row: GoldRow, result: Evaluation, name: str, gold: object, found: object) -> None:
    """Count an answer, also among those where the gold states something, and note a wrong one."""
    result.shares[name].add(gold == found)
    if gold is not None and f"{name} (stated)" in result.shares:
        result.shares[f"{name} (stated)"].add(gold == found)
    if gold != found:
        result.note(Error("fact", name, f"{_told(gold)} read as {_told(found)}"), row.id)


def _is_in_the_other(one: str, other: str) -> bool:
    """Return whether one text holds the other: "Computer Science" and "Computer Science or similar"."""
    one, other = one.lower(), other.lower()
    return one in other or other in one


def _plain_pay(pay: GoldPay | Pay | None) -> str | None:
    """Return a pay in a form in which equal ones are alike: a single amount is a range of one."""
    if pay is None:
        return None
    low, high = pay.min or 0, pay.max or pay.min or 0
    return f"{low:,.10g} to {high:,.10g} {pay.currency} a {pay.period}"


def _told(value: object) -> str:
    return "nothing" if value is None else f"{value:g}" if isinstance(value, float) else str(value)


@dataclass(slots=True)
class Finds:
    """How many of the gold items were found, and how many of the found ones are right."""

    gold: int = 0
    hit: int = 0
    found: int = 0
    right: int = 0

    def count(self, gold: Collection[_G], found: Collection[_F], is_same: Callable[[_G, _F], bool]) -> None:
        """Count things that may be the same."""
        self.gold += len(gold)
        self.found += len(found)
        self.hit += sum(any(is_same(one, other) for other in found) for one in gold)
        self.right += sum(any(is_same(one, other) for one in gold) for other in found)

    @property
    def precision(self) -> float:
        """The share of the found items that are right."""
        return self.right / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        """The share of the gold items that were found."""
        return self.hit / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of both."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    def to_dict(self) -> dict[str, float]:
        """Return the measures as plain values."""
        values = {"precision": self.precision, "recall": self.recall, "f1": self.f1}
        return {**values, "gold": self.gold, "found": self.found}


@dataclass(slots=True)
class Share:
    """How many of the answers are right."""

    right: int = 0
    of: int = 0

    def add(self, right: bool) -> None:
        """Count an answer."""
        self.of += 1
        self.right += right

    @property
    def accuracy(self) -> float:
        """The share of the answers that are right."""
        return self.right / self.of if self.of else 0.0

    def to_dict(self) -> dict[str, float]:
        """Return the measure as plain values."""
        return {"accuracy": self.accuracy, "of": self.of}


def ranks(values: Sequence[float]) -> list[float]:
    """Return the rank of every value, from 0; equal values share the mean of their ranks."""
    places: dict[float, list[int]] = {}
    for place, value in enumerate(sorted(values)):
        places.setdefault(value, []).append(place)
    return [sum(places[value]) / len(places[value]) for value in values]


def spearman(first: Sequence[float], second: Sequence[float]) -> float | None:
    """Return the rank correlation of two rows of values; None where it is not defined."""
    if len(first) < 3 or len({*first}) == 1 or len({*second}) == 1:
        return None
    return correlation(ranks(first), ranks(second))


def auc(scores: Sequence[float], is_positive: Sequence[bool]) -> float | None:
    """Return how often a positive scores above a negative, ties counting half; None where one side is empty.

    >>> auc([90, 60, 60, 5], [True, True, False, False])
    0.875
    """
    positive = [rank for rank, yes in zip(ranks(scores), is_positive, strict=True) if yes]
    n, m = len(positive), len(scores) - len(positive)
    return (sum(positive) - n * (n - 1) / 2) / (n * m) if n and m else None


# ------------------------------------------------------------------ which line of the taxonomy mends a mistake?

_NEAR: Final = 80.0  # below this two names have nothing to do with each other
_MOST_DOCUMENTS: Final = 3
SORTS: Final = {  # of mistakes, and what to call them
    "missed": "skills missed",
    "wrong": "found, but no skill of the gold",
    "stance": "found with another stance",
    "fact": "facts",
    "duty missed": "duties missed",
    "duty wrong": "duties found, but not in the gold",
}
_FILE_OF_FACT: Final = {
    "minimum years": "language/years.yaml",
    "degree level": "qualifications.yaml",
    "degree stance": "language/stance.yaml",
    "level": "roles.yaml",
    "pay": "language/pay.yaml",
    "role": "roles.yaml",
}
_Advice = tuple[str | None, str | None, str]  # a concept, a place (file:line) and what to do there


@dataclass(frozen=True, slots=True)
class Mistake:
    """A mistake with how often it happened, where, and what mends it."""

    what: str
    text: str
    kind: str
    count: int
    concept: str | None
    place: str | None  # file:line to mend
    advice: str
    documents: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the mistake as plain values, ready for JSON."""
        return {**asdict(self), "documents": list(self.documents)}


def mistakes(evaluation: Evaluation, taxonomy: Taxonomy, *, most: int) -> tuple[Mistake, ...]:
    """Return the most frequent mistakes of each sort, up to `most` of a sort, with what mends them."""
    advisor = Advisor(taxonomy)
    found: list[Mistake] = []
    for what in SORTS:
        of_sort = sorted(
            (pair for pair in evaluation.errors.items() if pair[0].what == what),
            key=lambda pair: (-len(pair[1]), pair[0].text, pair[0].kind),
        )
        for error, where in of_sort[:most]:
            documents = tuple(dict.fromkeys(where))[:_MOST_DOCUMENTS]
            found.append(Mistake(what, error.text, error.kind, len(where), *advisor.advise(error), documents))
    return tuple(found)


class Advisor:
    """Finds the entry that a mistake belongs to."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self._taxonomy = taxonomy
        self._folder = next(iter(taxonomy.concepts.values())).place.split("/")[0]

    def advise(self, error: Error) -> _Advice:
        """Return the concept, the place (file:line) and what to do there."""
        match error.what:
            case "missed":
                return self._missed(error)
            case "wrong":
                return self._wrong(error)
            case "stance":
                place = f"{self._folder}/language/stance.yaml"
                return None, place, "look for the cue that is missing or reaches too far"
            case "fact":
                place = f"{self._folder}/{_FILE_OF_FACT[error.text]}"
                return None, place, "look for the words that were misread"
        duty = next((duty.place for duty in self._taxonomy.duties if duty.id == error.text), None)
        if duty is None:
            return None, None, "the gold names a duty that the taxonomy does not have"
        is_missed = error.what == "duty missed"
        return None, duty, "add verbs, objects or a phrase" if is_missed else "narrow the rule, or not_with"

    def _missed(self, error: Error) -> _Advice:
        words = fold_surface(error.text)
        if surface := self._taxonomy.surfaces.get(words):
            why = "its rule of ambiguity ruled it out; widen the rule"
            if surface.rule < 0:
                why = "longer words stood in its way, or the line was not read"
            concept = self._taxonomy.concepts[surface.concept]
            return concept.id, concept.place, f"known, but {why}"
        near = self._nearest(words, error.kind)
        if near is None:
            return None, None, "no concept is near; add one to the file of its family"
        return near.id, near.place, f"add it to the aliases, if it is another name of {near.label!r}"

    def _wrong(self, error: Error) -> _Advice:
        concept = self._taxonomy.concepts[error.concept or ""]
        if error.match == "typo":
            return concept.id, f"{self._folder}/language/typos.yaml", f"add {error.text!r} to never"
        how = "and narrow its rule of ambiguity"
        if not concept.rules:
            how = "with a rule of ambiguity; or mend the gold"
        return concept.id, concept.place, f"add the sentence to rejects, {how}"

    def _nearest(self, words: str, kind: str) -> Concept | None:
        """Return the concept whose name is most like the words, or is the longest part of them."""
        names, pieces = self._names[kind == "soft"], words.split()
        near = process.extractOne(words, names.keys(), scorer=fuzz.ratio, score_cutoff=_NEAR)
        parts = (
            " ".join(pieces[start:end])
            for start in range(len(pieces))
            for end in range(start + 1, len(pieces) + 1)
        )
        name = near[0] if near else max((part for part in parts if part in names), key=len, default=None)
        return self._taxonomy.concepts[self._taxonomy.surfaces[name].concept] if name else None

    @cached_property
    def _names(self) -> dict[bool, dict[str, None]]:
        names: dict[bool, dict[str, None]] = {True: {}, False: {}}
        for name, surface in self._taxonomy.surfaces.items():
            names[self._taxonomy.concepts[surface.concept].kind == "soft"][name] = None
        return names


# ------------------------------------------------------------------ the gold file

Stance = Literal["required", "preferred", "mentioned", "negated"]
Span = tuple[int, int]
_SHORT = 3


class Model(BaseModel):
    """Base: nothing unknown, nothing changed after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class GoldSkill(Model):
    """A skill expression of the document."""

    surface: Text
    type: Kind
    stance: Stance


class GoldYears(Model):
    """Years tied to a named skill."""

    surface: Text
    years: float


class GoldDegree(Model):
    """The lowest degree accepted, for a CV the highest held."""

    min: DegreeLevel
    fields: tuple[Text, ...] = ()
    stance: Literal["required", "preferred"] = "required"


class GoldPay(Model):
    """The pay as stated."""

    min: float
    max: float | None = None
    currency: Text
    period: Literal["year", "month", "week", "day", "hour"]


class Gold(Model):
    """What is to be found in a document."""

    skills: tuple[GoldSkill, ...] = ()
    optional: tuple[Text, ...] = ()  # careful readers differ on them: finding them is neither right nor wrong
    skill_years: tuple[GoldYears, ...] = ()
    min_years: float | None = None
    degree: GoldDegree | None = None
    certifications: tuple[Text, ...] = ()
    duties: tuple[Text, ...] = ()
    duties_maybe: tuple[Text, ...] = ()  # the reader was unsure of them: the same
    level: Level | None = None
    pay: GoldPay | None = None
    role: RoleId | None = None
    fit: Annotated[int, Field(ge=0, le=4)] | None = None

    def says(self, name: str) -> bool:
        """Return whether the field was given at all."""
        return name in self.model_fields_set


class GoldRow(Model):
    """A document with its gold; other keys (a source, a note) are allowed beside these and ignored."""

    model_config = ConfigDict(extra="ignore")

    id: Text
    kind: Literal["posting", "cv"]
    title: str | None = None
    text: Text
    gold: Gold


def text_of(path: str | os.PathLike[str], expected: str) -> str:
    """Return a file's text.

    Raises:
        DocumentError: if it cannot be read.
    """
    try:
        return Path(path).read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        fault = f"not UTF-8 at byte {error.start}; save it as UTF-8"
    except OSError as error:
        fault = f"cannot be read ({error.strerror or error}); expected {expected}"
    raise DocumentError(f"{os.fspath(path)}: {fault}")


def json_lines(path: str | os.PathLike[str]) -> Iterator[tuple[int, str]]:
    """Yield the lines of a file of JSON lines with their numbers, but for blank ones.

    Raises:
        DocumentError: if it cannot be read.
    """
    # not splitlines(): a JSON string may hold a bare U+2028, which is no line's end here
    for number, line in enumerate(text_of(path, "a file of JSON lines").split("\n"), 1):
        if line.strip():
            yield number, line


def read_gold(path: str | os.PathLike[str]) -> tuple[GoldRow, ...]:
    """Return the rows of a gold file.

    Raises:
        DocumentError: if the file cannot be read.
        DataError: with every fault of every line.
    """
    name = os.fspath(path)
    rows: list[GoldRow] = []
    problems: list[Problem] = []
    first_line: dict[str, int] = {}
    are_json = lines = 0
    for number, line in json_lines(path):
        row, faults = parse_row(line)
        lines += 1
        are_json += not faults or not faults[0].startswith(_NO_JSON)
        if row is not None:
            if row.id in first_line:
                faults.append(f"id {row.id!r} is doubled; it stands first in line {first_line[row.id]}")
            first_line.setdefault(row.id, number)
            rows.append(row)
        problems += [Problem(name, number, fault) for fault in faults]
    if not rows and not problems:
        problems.append(
            Problem(name, 1, "the file is empty; expected JSON lines with id, kind, text and gold")
        )
    if lines and not are_json:
        expected = 'expected JSON lines, each {"id", "kind", "text", "gold"}; examples/gold.jsonl shows some'
        problems = [Problem(name, 1, f"no line of the file is JSON; {expected}")]
    if problems:
        raise DataError(problems)
    return tuple(rows)


_NO_JSON = "not readable as JSON"


def parse_row(line: str) -> tuple[GoldRow | None, list[str]]:
    """Return the row of a line, and its faults in words."""
    try:
        value = json.loads(line)
    except ValueError as error:
        return None, [f"{_NO_JSON}: {error}"]
    if not isinstance(value, dict):
        return None, [f"expected an object with id, kind, text and gold, found {type(value).__name__}"]
    try:
        row = GoldRow.model_validate(value)
    except ValidationError as error:
        return None, [_fault(one["loc"], one["type"], one["msg"], one.get("input")) for one in error.errors()]
    return row, list(_not_in_text(row))


def _fault(location: tuple[str | int, ...], kind: str, message: str, given: object) -> str:
    where = ".".join(str(step) for step in location)
    if kind == "extra_forbidden":
        return f"{where}: unknown{did_you_mean(str(location[-1]), sorted(Gold.model_fields))}"
    shown = f" (got {given!r})" if isinstance(given, str | int | float | bool) else ""
    return f"{where}: {message[0].lower()}{message[1:]}{shown}"


def _not_in_text(row: GoldRow) -> Iterator[str]:
    gold = row.gold
    quoted = {
        "skills": [skill.surface for skill in gold.skills],
        "optional": gold.optional,
        "skill_years": [years.surface for years in gold.skill_years],
        "degree.fields": gold.degree.fields if gold.degree else (),
        "certifications": gold.certifications,
    }
    for name, surfaces in quoted.items():
        for surface in surfaces:
            if not occurrences(surface, row.text):
                yield f"gold.{name}: {surface!r} does not stand in the text; quote it exactly"


def occurrences(surface: str, text: str) -> list[Span]:
    """Return where an expression stands in a text, as a whole word where it does so at all.

    Names of up to three letters count only as they are written: "R" is not "r".

    >>> occurrences("R", "R, or our r&d"), occurrences("java", "JavaScript, Java")
    ([(0, 1)], [(12, 16)])
    """
    case = re.NOFLAG if len(surface) <= _SHORT else re.IGNORECASE
    words = re.escape(surface)
    spans = [m.span() for m in re.finditer(rf"(?<!\w){words}(?!\w)", text, case)]
    return spans or [m.span() for m in re.finditer(words, text, case)]
