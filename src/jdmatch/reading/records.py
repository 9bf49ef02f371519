"""What was read in a text, as frozen records with offsets into the very text that was given. Here spaCy ends.

`text[item.start:item.end] == item.text` holds for every item, always.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, fields, make_dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any, Literal, Self, TypeVar, get_args

from jdmatch.documents.text import Place, place_in
from jdmatch.showing import Viewed
from jdmatch.showing.view import Mark, MarkedText, Remark, View, one_line
from jdmatch.taxonomy.models import DegreeLevel, Kind, Level, Period
from jdmatch.taxonomy.profile import PayBand

if TYPE_CHECKING:
    from pydantic import TypeAdapter

# error: it could not be read, the notes say why
Status = Literal["ok", "thin", "empty", "not-english", "error"]
_MONTHS = 12
Stance = Literal["required", "preferred", "mentioned", "negated"]


class Record:
    """Base of the records: to and from plain values."""

    __slots__ = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the record as plain values, ready for JSON."""
        return asdict(self)  # type: ignore[call-overload, no-any-return]


class Later:
    """Base of frozen records with values that are found when they are first asked for.

    Most fits are made for their score alone. Equal by value, copied and pickled as all records are.

    >>> from dataclasses import dataclass
    >>> @dataclass(frozen=True, slots=True)
    ... class Square(Later):
    ...     side: int
    ...     area: int
    >>> square = Square.with_later({"side": 3}, lambda: {"area": 9})
    >>> square == Square(3, 9), square.area
    (True, 9)
    """

    __slots__ = ("_later",)

    @classmethod
    def with_later(cls, known: Mapping[str, object], later: Callable[[], Mapping[str, object]]) -> Self:
        """Return a record with the values that are known, and what finds the others once one of them is asked for."""
        record = cls.__new__(cls)
        put = object.__setattr__
        for name, value in known.items():
            put(record, name, value)
        put(record, "_later", later)
        return record

    if not TYPE_CHECKING:  # for the type checker the record has its fields and no others

        def __getattr__(self, name: str) -> Any:
            """Find the missing values: Python asks here only for what has not been set."""
            if name == "_later" or name not in type(self).__slots__:
                message = f"{type(self).__name__!r} object has no attribute {name!r}"
                raise AttributeError(message, name=name, obj=self)
            for field, value in self._later().items():
                object.__setattr__(self, field, value)
            object.__delattr__(self, "_later")
            return object.__getattribute__(self, name)


_Made = TypeVar("_Made")


def maker(record: type[_Made]) -> Callable[..., _Made]:
    """Return what makes records of a frozen class, given all of their values in order.

    A frozen dataclass sets value by value through `object.__setattr__`, at five times the cost of a plain one, and a
    text has a hundred findings. So a plain twin with the same slots is filled, and becomes the record.

    >>> maker(Theme)("large-data", 0, 4, "Data") == Theme("large-data", 0, 4, "Data")
    True
    """
    plain: type[Any] | None = None

    def make(*values: object) -> _Made:
        nonlocal plain
        if plain is None:  # made when it is first needed: classes take their time
            plain = _plain_twin(record)
        made = plain(*values)
        if plain is not record:
            made.__class__ = record
        return made  # type: ignore[no-any-return]

    return make


def _plain_twin(record: type[_Made]) -> type[Any]:
    """Return a class with the slots of a frozen one that is not frozen, or that very class where it can't be had."""
    own: list[Any] = [
        (one.name, Any, field(default=one.default, default_factory=one.default_factory))
        for one in fields(record)  # type: ignore[arg-type]
    ]
    name, bases = f"_{record.__name__}", record.__bases__
    twin: type[Any] = make_dataclass(name, own, bases=bases, slots=True, eq=False, repr=False)
    try:
        object.__new__(twin).__class__ = record
    except TypeError:  # a compiled class
        return record
    return twin


@dataclass(frozen=True, slots=True)
class Skill(Record):
    """A skill at one place of the text.

    Attributes:
        id: Its id in the taxonomy; None for a name that the taxonomy does not hold, told by the words around.
        label: What it is called, however the text writes it.
        family: The id of its family, such as `ml-library`; None where the id is None.
        kind: `language`, `tool`, `method` or `soft`.
        start: Where it begins in the text.
        end: Where it ends.
        text: The very words.
        stance: `required`, `preferred`, `mentioned` or `negated`.
        section: The kind of the section that it stands in.
        years: The years asked for it, or had.
        match: Found by its `name`, an `alias`, a mended `typo`, a `pattern`, or only by its `list` or the words around.
        any_of: Skills of one "X or Y" share this number.
        esco: The URI of the same skill, or nearly the same, in ESCO.
    """

    id: str | None
    label: str
    family: str | None
    kind: Kind
    start: int
    end: int
    text: str
    stance: Stance
    section: str | None
    years: float | None
    match: Literal["name", "alias", "typo", "pattern", "list"]
    any_of: int | None = None
    esco: str | None = None

    @property
    def key(self) -> str:
        """What tells skills apart: the id or, where the taxonomy holds none, its name in lower case."""
        return self.id or self.label.casefold()

    def __str__(self) -> str:
        years = f", {self.years:g}+ years" if self.years else ""
        return f"{self.text} [{self.stance}{years}]"


@dataclass(frozen=True, slots=True)
class Duty(Record):
    """A duty at one place of the text.

    Attributes:
        id: The id of the duty, such as `monitor`.
        start: Where it begins in the text.
        end: Where it ends.
        text: The very words.
        by: `rule` where a verb and its object say it, `words` where the weights of its words do.
    """

    id: str
    start: int
    end: int
    text: str
    by: Literal["rule", "words"] = "rule"


@dataclass(frozen=True, slots=True)
class Theme(Record):
    """What a clause asks for or shows, whatever its words: large data, mathematics, or communication."""

    id: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Experience(Record):
    """Years of experience: asked for in a posting, had in a CV.

    Attributes:
        min_years: The least years; in a CV, the years of work, as told or added up from its jobs. No clock is asked:
            a job that goes on lasts until the newest date of the text; where no date tells, there may be no years.
        max_years: The most years, where a range is told.
        start: Where it begins in the text.
        end: Where it ends.
        text: The very words.
    """

    min_years: float | None
    max_years: float | None
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Degree(Record):
    """A degree: the lowest level a posting accepts, the highest a CV shows.

    Attributes:
        level: `none`, `associate`, `bachelor`, `master` or `phd`.
        fields: The fields of study, in the words of the text.
        stance: `required` or `preferred`.
        or_equivalent: Whether something else will do, such as experience.
        start: Where it begins in the text.
        end: Where it ends.
        text: The very words.
    """

    level: DegreeLevel
    fields: tuple[str, ...]
    stance: Literal["required", "preferred"]
    or_equivalent: bool
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Certification(Record):
    """A certificate or training; `id` is None where the taxonomy does not name it.

    Attributes:
        id: Its id in the taxonomy, or None.
        text: The very words.
        start: Where it begins in the text.
        end: Where it ends.
    """

    id: str | None
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Pay(Record):
    """The pay stated; "up to" names no least.

    Attributes:
        min: The least, in whole units; None for "up to".
        max: The most; None where one figure is told.
        currency: ISO code, such as `INR`.
        period: `year`, `month`, `week`, `day` or `hour`.
        start: Where it begins in the text.
        end: Where it ends.
        text: The very words.
        against_profile: `below`, `within` or `above` the profile's band; None where it has none that fits.
    """

    min: float | None
    max: float | None
    currency: str
    period: Period
    start: int
    end: int
    text: str
    against_profile: Literal["below", "within", "above"] | None = None


SITE = "site"  # the kind of a section that is not of the text but of the page around it
WHAT_IS_ASKED = "what is asked"  # why it is a role, at the end: no title alone tells


@dataclass(frozen=True, slots=True)
class Fact(Record):
    """One fact of a job.

    Attributes:
        value: What is told, such as `hybrid`; a place in its own words, a date as ISO writes it where it is clear.
        amount: Days a week in the office, or percent of travel; None where none is told.
        start: Where it begins in the text; 0, with no words, where the title or a field beside the text tells it.
        end: Where it ends.
        text: The very words.
    """

    value: str
    amount: float | None = None
    start: int = 0
    end: int = 0
    text: str = ""

    def __str__(self) -> str:
        return self.value


@dataclass(frozen=True, slots=True)
class Facts(Record):
    r"""The facts of a job beside its work; each is None where nothing tells it, and all are in a CV.

    Attributes:
        work_mode: `on-site`, `hybrid` or `remote`; its amount is the days a week in the office.
        contract: `permanent`, `contract`, `temporary` or `internship`.
        hours: `full-time` or `part-time`.
        place: Where the work is, in its own words.
        visa: `offered` where a visa is sponsored, `not-offered` where none is, `authorized-only` where those are asked
            for who may work there already.
        clearance: `required`, `preferred` or `none`.
        travel: `some` or `none`; its amount is the most percent of the time.
        starts: When the work starts: a date, or `asap`.
        closes: Until when one may apply.

    >>> import jdmatch
    >>> text = "Location: Leeds, UK\nHybrid role, 2 days a week in the office. No travel. Apply by 3 May 2027."
    >>> facts = jdmatch.load().read(text, title="ML Engineer").facts
    >>> str(facts.work_mode), facts.work_mode.amount, facts.place.text, facts.travel.value, facts.closes.value
    ('hybrid', 2.0, 'Leeds, UK', 'none', '2027-05-03')
    >>> facts.visa is None
    True
    """

    work_mode: Fact | None = None
    contract: Fact | None = None
    hours: Fact | None = None
    place: Fact | None = None
    visa: Fact | None = None
    clearance: Fact | None = None
    travel: Fact | None = None
    starts: Fact | None = None
    closes: Fact | None = None

    def told(self) -> dict[str, Fact]:
        """Return the facts that are told, by name."""
        return {f.name: fact for f in fields(self) if (fact := getattr(self, f.name)) is not None}

    def words(self) -> tuple[str, ...]:
        """Return in a few words each what is told.

        >>> Facts(work_mode=Fact("hybrid", 2.0), visa=Fact("not-offered"), travel=Fact("some", 10.0)).words()
        ('hybrid, 2 days', 'visa not offered', 'travel up to 10 %')
        """
        return tuple(_words(name, fact) for name, fact in self.told().items())


@dataclass(frozen=True, slots=True)
class Role(Record):
    """The role that the title names or, failing that, what is asked suggests.

    Attributes:
        id: `ml-engineer`, `data-scientist`, … or `other`.
        label: What it is called.
        why: The words that say so.
    """

    id: str
    label: str
    why: str


@dataclass(frozen=True, slots=True)
class Section(Record):
    """A part of the text, or of the page around it.

    Attributes:
        kind: What it is, such as `requirements`; None where nothing says; `site` where a page or a mail put it
            around the text: buttons, a list of other jobs, a form. Of that nothing is read.
        start: Where it begins in the text.
        end: Where it ends.
        heading: The words of its heading, if it has one.
    """

    kind: str | None
    start: int
    end: int
    heading: str | None


@dataclass(frozen=True, slots=True)
class Title(Record):
    """A title that was given apart from the text, with its skills; their offsets are into the title.

    Attributes:
        text: The title as it was given.
        skills: Its skills.
    """

    text: str
    skills: tuple[Skill, ...]


@dataclass(frozen=True, slots=True)
class Reading(Viewed, Record):
    """All that was read in one text.

    Attributes:
        kind: `posting` or `cv`.
        language: ISO code of the language.
        status: `ok`, `thin`, `empty`, `not-english` or `error`.
        notes: What should be known of the reading.
        skills: Every skill at every place, in the order of the text.
        duties: Every duty at every place.
        themes: What else clauses tell of, such as large data or communication, whatever their words.
        experience: Years of work that are asked for or had.
        degree: The lowest degree accepted, or the highest held.
        certifications: Certificates and trainings.
        pay: The pay stated.
        level: `intern`, `junior`, `mid`, `senior`, `lead`, `manager` or None.
        role: The role that the text is about.
        sections: The parts of the text.
        facts: Work mode, contract, place and the like, where they are told.
        title: A title given apart, with its skills.
        text: The text that was given.
        starts: Where the lines and pages of a Document begin.

    >>> import jdmatch
    >>> reading = jdmatch.load().read("Requirements: 3+ years of Python. Scala is a plus. No Java needed.")
    >>> [str(skill) for skill in reading.skills]
    ['Python [required, 3+ years]', 'Scala [preferred]', 'Java [negated]']
    """

    kind: Literal["posting", "cv"]
    language: str
    status: Status
    notes: tuple[str, ...]
    skills: tuple[Skill, ...]
    duties: tuple[Duty, ...]
    themes: tuple[Theme, ...]
    experience: Experience | None
    degree: Degree | None
    certifications: tuple[Certification, ...]
    pay: Pay | None
    level: Level | None
    role: Role
    sections: tuple[Section, ...]
    facts: Facts = Facts()
    title: Title | None = None  # only where it was given apart; else it is a part of the text
    text: str = field(default="", repr=False, compare=False)
    starts: tuple[tuple[int, int, int], ...] = field(default=(), repr=False, compare=False)  # of a Document

    def place(self, offset: int) -> Place:
        r"""Return the line, and the page where there are pages, on which something stands.

        >>> import jdmatch
        >>> reading = jdmatch.load().read("ML Engineer\nYou know Python.")
        >>> str(reading.place(reading.skills[-1].start))
        'line 2'
        """
        return place_in(self.text, self.starts, offset)

    def to_dict(self) -> dict[str, Any]:
        """Return the reading as plain values; the text, its lines, a title given apart and themes are left out."""
        left_out = ("themes", "title", "text", "starts")
        plain = {f.name: getattr(self, f.name) for f in fields(self) if f.name not in left_out}
        return {name: _plain(value) for name, value in plain.items()}

    def to_json(self) -> str:
        """Return the reading as JSON, with its text and title, to be read back by `from_json`."""
        title = self.title.to_dict() if self.title else None
        more = {"themes": _plain(self.themes), "title": title, "text": self.text, "starts": self.starts}
        return json.dumps({**self.to_dict(), **more}, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Reading:
        """Return a reading from what `to_json` wrote."""
        return _reading_type().validate_json(text)

    @property
    def named_skills(self) -> tuple[Skill, ...]:
        """The skills of the text, behind those that only a title given apart names; these have an empty place."""
        if self.title is None:
            return self.skills
        return (*(replace(skill, start=0, end=0, text="") for skill in self.title.skills), *self.skills)

    @property
    def whole_text(self) -> str:
        """The text, below a title that was given apart; with blanks for what a page put around it."""
        text = self.text
        if around := [part for part in self.sections if part.kind == SITE]:
            ends = [0, *(part.end for part in around)]
            starts = [*(part.start for part in around), len(text)]
            own = [text[end:start] for end, start in zip(ends, starts, strict=True)]
            text = own[0] + "".join(
                " " * (part.end - part.start) + after for part, after in zip(around, own[1:], strict=True)
            )
        return f"{self.title.text}\n{text}" if self.title else text

    def with_pay_band(self, band: PayBand | None) -> Reading:
        """Return the reading with its pay set against a profile's band, where currency and period allow it."""
        pay = self.pay
        if pay is None:
            return self
        against: Literal["below", "within", "above"] | None = None
        if band is not None and pay.currency == band.currency and pay.period in ("year", "month"):
            times = _MONTHS if pay.period == "month" else 1
            first = self.level in band.beginners
            low, high = (band.beginner_min, band.beginner_max) if first else (band.year_min, band.year_max)
            against = "within"
            if (pay.max or pay.min or 0.0) * times < low:
                against = "below"
            elif pay.min is not None and pay.min * times > high:
                against = "above"
        if against == pay.against_profile:
            return self
        return replace(self, pay=replace(pay, against_profile=against))

    def esco(self) -> tuple[str, ...]:
        """Return the URIs of ESCO's skills that the text asks for or shows, each once, in the order of the text.

        >>> import jdmatch
        >>> jdmatch.load().read("Requirements: Python. No Java.").esco()
        ('http://data.europa.eu/esco/skill/ccd0a1d9-afda-43d9-b901-96344886e14d',)
        """
        found = self.with_stance("required", "preferred", "mentioned")
        return tuple(dict.fromkeys(skill.esco for skill in found if skill.esco))

    def with_stance(self, *stances: str) -> tuple[Skill, ...]:
        """Return the skills of the given stances, each concept once, in the order of the text."""
        seen: dict[str, Skill] = {}
        for skill in self.named_skills:
            if skill.stance in stances:
                seen.setdefault(skill.key, skill)
        return tuple(seen.values())

    def __str__(self) -> str:
        parts = [f"{self.kind}, {self.role.label}" + (f", {self.level}" if self.level else "")]
        labels = {stance: [s.label for s in self.with_stance(stance)] for stance in get_args(Stance)}
        parts += [f"{stance}: {', '.join(names)}" for stance, names in labels.items() if names]
        if self.experience:
            parts.append(f"experience: {self.experience.text}")
        if self.degree:
            parts.append(f"degree: {self.degree.level} ({self.degree.stance})")
        if self.pay:
            parts.append(f"pay: {self.pay.text}")
        parts += [f"note: {note}" for note in self.notes]
        return "\n".join(parts)

    def summary(self) -> str:
        r"""Return in one line what the text is and asks.

        >>> import jdmatch
        >>> jdmatch.load().read("Senior Data Engineer\\nYou have 5+ years of experience.").summary()
        'posting · data engineer · senior · 5+ years'
        """
        if self.status == "not-english":
            return self.kind  # what was found in it is found by chance
        parts = [self.kind, self.role.label]
        if self.level:
            parts.append(self.level)
        if self.experience and self.experience.text:
            parts.append(one_line(self.experience.text))
        if self.degree:
            names = {"phd": "PhD", "none": "no degree"}
            parts.append(names.get(self.degree.level, f"{self.degree.level}'s degree"))
        if self.pay:
            band = self.pay.against_profile
            parts.append(one_line(self.pay.text) + (f" ({band} the profile's band)" if band else ""))
        parts += self.facts.words()
        return " · ".join(parts)

    def view(self) -> View:
        """Return what the reading shows of itself: its summary, and its text with every finding marked."""
        counts = ", ".join(
            f"{len(skills)} {stance}"
            for stance in get_args(Stance)[:3]
            if (skills := self.with_stance(stance))
        )
        return View(
            summary=self.summary() + (f" · skills: {counts}" if counts else ""),
            remarks=(Remark("note", self.notes),) if self.notes else (),
            texts=(self.marked("the text with what was found"),),
            folds_texts=False,
        )

    def marked(self, name: str) -> MarkedText:
        """Return the text with every finding marked."""
        return MarkedText(name, self.text, tuple(self._marks()))

    def _marks(self) -> Iterator[Mark]:
        for skill in self.skills:
            years = f", {skill.years:g} years" if skill.years else ""
            says = f"{skill.label} ({skill.family}): {skill.stance}{years}"
            yield Mark(skill.start, skill.end, f"skill {skill.stance}", says)
        for duty in self.duties:
            yield Mark(duty.start, duty.end, "duty", f"duty: {duty.id}")
        for one in self.certifications:
            yield Mark(one.start, one.end, "fact", f"certificate: {one.id or 'other'}")
        facts = (
            ("years of experience", self.experience),
            ("degree", self.degree),
            ("pay", self.pay),
            *(
                (f"{name.replace('_', ' ')}: {fact}", fact)
                for name, fact in self.facts.told().items()
                if fact.text
            ),
        )
        for name, fact in facts:
            if fact:
                yield Mark(fact.start, fact.end, "fact", name)


def _words(name: str, fact: Fact) -> str:
    value = one_line(fact.value)
    if name in ("work_mode", "contract", "hours", "place"):
        return value if fact.amount is None else f"{value}, {fact.amount:g} days"
    if fact.amount is not None:
        return f"{name} up to {fact.amount:g} %"
    return f"{name} {value if value[:1].isdigit() else value.replace('-', ' ')}"


def _plain(value: Any) -> Any:
    if isinstance(value, Record):
        return {k: list(v) if isinstance(v, tuple) else v for k, v in value.to_dict().items()}
    if isinstance(value, tuple):
        return [_plain(v) for v in value]
    return value


@cache
def _reading_type() -> TypeAdapter[Reading]:
    from pydantic import TypeAdapter  # only spaCy's Docs hold readings as JSON, and spaCy imports it itself

    return TypeAdapter(Reading)
