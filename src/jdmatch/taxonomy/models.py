"""The shape of every file in taxonomy/, and the records that come of it: frozen dataclasses.

`files` reads YAML into them strictly, by their annotations; pydantic does that, and is imported only then. What a file
holds beyond its shape is checked here (`__post_init__`) or, where it needs the other files, in `compiling`. Language
files, qualifications and roles travel inside the Taxonomy as they stand. Of lists of words a shape has the names alone:
what they are for is said once, in the files.
"""

from __future__ import annotations

from dataclasses import MISSING, FrozenInstanceError, dataclass, field, fields
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar, dataclass_transform, get_args

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
    from pydantic_core import CoreSchema


_T = TypeVar("_T")
# a key that Python keeps for itself is written with a line behind it: `from_`
_STRICT = {"extra": "forbid", "alias_generator": lambda name: name.removesuffix("_")}


class Where:
    """What holds of a value besides its type, in pydantic's own words; pydantic itself is not needed to say it."""

    def __init__(self, **conditions: object) -> None:
        self._conditions = conditions

    def __get_pydantic_core_schema__(self, source: type[Any], handler: GetCoreSchemaHandler) -> CoreSchema:
        return {**handler(source), **self._conditions}


class OneOrMany:
    """One entry may stand where a list of them is asked."""

    def __get_pydantic_core_schema__(self, source: type[Any], handler: GetCoreSchemaHandler) -> CoreSchema:
        from pydantic_core import core_schema

        return core_schema.no_info_before_validator_function(_listed, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        many = handler(schema)
        return {"anyOf": [many["items"], many]}


def _listed(value: object) -> object:
    return value if isinstance(value, list | tuple) else [value]


_ID = r"^[a-z0-9]+(-[a-z0-9]+)*$"
_ESCO = r"^http://data\.europa\.eu/esco/skill/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"
_WIKIDATA = r"^Q\d+$"
PATTERNS = {  # in words
    _ID: "expected small letters, digits and hyphens, as in 'my-skill'",
    _ESCO: "expected the URI of a skill of ESCO, 'http://data.europa.eu/esco/skill/' and its id",
    _WIKIDATA: "expected the id of an item of Wikidata, as in 'Q28865'",
}
Id = Annotated[str, Where(pattern=_ID)]
Text = Annotated[str, Where(min_length=1, strip_whitespace=True)]
Words = tuple[Text, ...]
Share = Annotated[float, Where(ge=0, le=1)]
Points = Annotated[float, Where(ge=0, le=100)]
Kind = Literal["language", "tool", "method", "soft"]
SectionKind = Literal[
    "company", "duties", "requirements", "preferred", "education", "benefits", "pay", "process",
    "summary", "experience", "skills", "projects", "certificates", "site",
]  # fmt: skip
DegreeLevel = Literal["none", "associate", "bachelor", "master", "phd"]
RoleId = Literal[
    "ml-engineer", "ai-engineer", "data-scientist", "research-scientist", "data-engineer", "data-analyst",
    "software-engineer", "other",
]  # fmt: skip
Period = Literal["year", "month", "week", "day", "hour"]
Level = Literal["intern", "junior", "mid", "senior", "lead", "manager"]


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(field,))
def model(cls: type[_T]) -> type[_T]:
    """Make a class the shape of a file or of a part of it: nothing unknown is allowed in it, nothing is changed.

    The names under `word_lists` are keys that hold lists of words, those under `maybe_lists` may be left out; what each
    is for stands above it in its file.
    """
    needed, others = (vars(cls).get(table, "").split() for table in ("word_lists", "maybe_lists"))
    for name in (*needed, *others):
        assert name not in vars(cls), name  # it would be taken for what the list is by default
        cls.__annotations__[name] = "Words"
    for name in others:
        setattr(cls, name, ())
    # the methods are written once, below: to generate them for each of fifty classes takes a tenth of a start
    for name, method in _METHODS.items():
        setattr(cls, name, method)
    return dataclass(init=False, repr=False, eq=False, kw_only=True)(cls)


def _init(self: Any, **values: object) -> None:
    for one in fields(self):
        if one.name in values:
            value = values.pop(one.name)
        elif one.default_factory is not MISSING:
            value = one.default_factory()
        elif one.default is not MISSING:
            value = one.default
        else:
            raise TypeError(f"{type(self).__name__}: {one.name} is missing")
        self.__dict__[one.name] = value
    if values:
        raise TypeError(f"{type(self).__name__} has no {', '.join(values)}")
    if check := getattr(self, "__post_init__", None):
        check()


def _refuse(self: object, name: str, *_: object) -> None:
    raise FrozenInstanceError(f"{type(self).__name__}.{name} cannot be changed")


def _repr(self: object) -> str:
    return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in vars(self).items())})"


_METHODS = {
    "__init__": _init,
    "__setattr__": _refuse,
    "__delattr__": _refuse,
    "__repr__": _repr,
    "__eq__": lambda self, other: vars(self) == vars(other) if type(self) is type(other) else NotImplemented,
    "__hash__": lambda self: hash(tuple(vars(self).values())),
    "__pydantic_config__": _STRICT,
}


class Lists:
    """Base of shapes that name lists of words."""

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Words:
            """Return a list of words."""


@model
class File(Lists):
    """Base of whole files."""

    schema: Literal[1] = 1


@model
class Sourced(Lists):
    """Base of what a statement of the document asks for, or what it extends."""

    source: Text | None = None
    extends: Id | None = None


@model
class Link:
    """A link to a skill of ESCO; `broad` where ESCO's is the wider one."""

    uri: Annotated[str, Where(pattern=_ESCO)]
    match: Literal["exact", "close", "broad"]


@model
class Ids:
    """What other vocabularies call a concept."""

    esco: Link | None = None
    wikidata: Annotated[str, Where(pattern=_WIKIDATA)] | None = None


@model
class Needs:
    """Corroboration by an unambiguous skill of some kind near by."""

    kind: tuple[Kind, ...] = ()
    family: tuple[Id, ...] = ()
    within: Literal["near", "line", "text"] = "near"


@model
class Ambiguity(Lists):
    """When a surface that is sometimes something else is the skill."""

    maybe_lists = "prev_not next_not near_not prev next near"
    surfaces: Words | None = None
    case: Literal["exact", "capital"] | None = None
    not_in: tuple[SectionKind, ...] = ()
    needs: Needs | None = None
    section: tuple[SectionKind, ...] = ()


@model
class ConceptEntry(Sourced):
    """One skill."""

    maybe_lists = "aliases phrases matches rejects"
    id: Id
    label: Text
    kind: Kind | None = None
    parents: tuple[Id, ...] = ()
    ids: Ids = Ids()
    ambiguous: Annotated[tuple[Ambiguity, ...], OneOrMany()] = ()


@model
class FamilyFile(File, Sourced):
    """A family of skills with its members; what is said here holds for each of them."""

    family: Id
    label: Text
    kind: Kind
    parent: Id | None = None
    ids: Ids = Ids()
    ambiguous: Ambiguity | None = None  # decides on the names of members on which no rule of theirs does
    concepts: tuple[ConceptEntry, ...]


@model
class DutyRule(Lists):
    """Verbs and objects that make a duty when they stand together in one clause."""

    word_lists = "verbs objects"
    within: int = 8
    order: Literal["verb-first", "any"] = "verb-first"


@model
class DutyEntry(Lists):
    """One of the duties."""

    id: Id
    statement: Text
    source: Text
    rules: tuple[DutyRule, ...] = ()
    word_lists, maybe_lists = "matches", "phrases not_with rejects"


@model
class ThemeEntry(Lists):
    """What a clause may be about besides the duties; learnt weights tell, its sentences are learnt from."""

    id: Id
    statement: Text
    source: Text
    word_lists, maybe_lists = "matches", "rejects"


@model
class OthersWork:
    """What tells that others do what follows: "helping | our customers", "clients | train"."""

    words: Words
    then: Words  # what stands right behind one of them
    unless: Words = ()  # right before it they tell that the person lends a hand: "you help our customers"


@model
class DutiesFile(File):
    """What the person does, and what else clauses tell of."""

    duties: tuple[DutyEntry, ...]
    themes: tuple[ThemeEntry, ...] = ()
    denials: Words = ()  # words after which a duty is not done
    others_work: tuple[OthersWork, ...] = ()  # ... or is done by others
    about: tuple[Id, ...] = ()  # of families and concepts: a text with them is about data or machine learning


@model
class Statement:
    """One statement of the document, in our words."""

    id: Text
    says: Text


@model
class SourceEntry:
    """A document or a vocabulary behind the taxonomy."""

    id: Id
    title: Text
    licence: Text
    used_for: Text
    statements: tuple[Statement, ...] = ()


@model
class SourcesFile(File):
    """Where the taxonomy comes from."""

    sources: tuple[SourceEntry, ...]


@model
class HeadingKind(Lists):
    """The headings of one kind of section."""

    word_lists, maybe_lists = "headings", "words hints nouns lead_ins marks"
    kind: SectionKind


@model
class SiteWords(Lists):
    """Whole lines of what stands around a text on a page; `*` stands for any words, `#` for a number."""

    maybe_lists = "lines edges others labels criteria own fields uploads mail subjects answers sign_offs"


@model
class HeadingsFile(File):
    """What the parts of a posting or a CV are called."""

    maybe_lists = """
        questions never_required required_if_only inherits places firm_does firm_opens firm_links
        no_firms plain endings following no_ends wish_labels
    """
    posting: tuple[HeadingKind, ...]
    cv: tuple[HeadingKind, ...]
    site: SiteWords = SiteWords()
    longest_words: int = 9


@model
class Cues(Lists):
    """Words that govern what follows or what precedes them in a clause."""

    maybe_lists = "before after"


@model
class StanceFile(File):
    """Words that tell how strongly something is asked."""

    word_lists = """
        learning new_claims weak_after goes_on leads_on list_words apart not_cues contrasts alternatives
        seeks asks_trade told_until adjectives culture person trades seeks_until ours taught trainings
        given of_firm describes choices musts cv_negated cv_wished
    """
    required: Cues
    preferred: Cues
    mentioned: Cues
    negated: Cues
    by_section: dict[SectionKind, Literal["required", "preferred", "mentioned"]]


@model
class YearsFile(File):
    """Words of years of experience."""

    word_lists = """
        years months minimum maximum ranges more fillers experience doing labels not_before not_after
        employer asking owning asides spent reader instead or_equivalent others sought openings extras
        musts tags wanted forward links links_on lasting stops held new_asks announcers other_heads
        as_jobs jobs plain_leads kinds not_links joins equivalent ors posts parts skill_nouns until
        list_words present months_names
    """
    numerals: dict[Text, int]


@model
class DollarEntry:
    """What tells whose dollar a bare "$" is."""

    places: Words  # countries and their parts
    towns: Words = ()  # they tell it where nothing in the text is of another country with dollars
    words: Words = ()  # what only pay of that country goes with: "plus super"


@model
class PayFile(File):
    """Words of pay."""

    word_lists = """
        codes budgets bare_ends beginners experienced weak_magnitudes never rupee_magnitudes labels
        cv_labels totals base over not_pay unless additions ranges both between added minimum maximum
    """
    symbols: dict[Text, Text]  # signs and codes -> currency
    unmarked: Text  # the currency of an amount that names none, in a text that names none
    dollars: dict[Text, DollarEntry] = field(
        default_factory=dict
    )  # by currency; that of `unmarked` holds others off
    magnitudes: dict[Text, float]
    numerals: dict[Text, int]  # figures in words, before a magnitude of rupees
    periods: dict[Period, Words]
    over_periods: dict[Period, Words]  # the units of that time
    year_least: dict[Text, float]  # below this an amount is no yearly pay


@model
class FactValue:
    """One value of a fact, and what tells it."""

    says: Words = ()  # wherever it stands
    names: Words = ()  # before a noun, behind a label, or standing alone
    denied: Text | None = None  # what a denial beside it tells instead
    any_answer: bool = False  # "Travel: up to Leeds": any answer to its name but a no tells it


@model
class FactEntry(Lists):
    """A fact with a few values; of those told as surely the first counts."""

    maybe_lists = "nouns never_nouns never beside figures"
    first_counts: bool = False  # ... or however surely each is told
    values: dict[Text, FactValue]


@model
class PlaceEntry(Lists):
    """Where the place of the work stands."""

    word_lists = "labels leads hints parts never offices joins not_places codes"


@model
class DateEntry:
    """A date of a job."""

    labels: Words
    never: Words = ()
    soon: Words = ()  # in place of a date
    says: Words = ()  # the same without a label


SELF_TOLD_FACTS = ("work_mode", "contract", "hours")  # their values say what they are: "full-time, hybrid"


@model
class FactsFile(File):
    """Words of the facts of a job: where, how and under what contract it is done, and what it asks besides skills."""

    word_lists = "labels denials not_denials denied_after preferring yes no percent at_work at_home"
    work_mode: FactEntry
    contract: FactEntry
    hours: FactEntry
    visa: FactEntry
    clearance: FactEntry
    travel: FactEntry
    place: PlaceEntry
    starts: DateEntry
    closes: DateEntry

    def valued(self) -> dict[str, FactEntry]:
        """Return the facts of a few values by their names."""
        entries = ((one.name, getattr(self, one.name)) for one in fields(self))
        return {name: entry for name, entry in entries if isinstance(entry, FactEntry)}


@model
class ColumnsFile(File):
    """What the columns of a table of postings are called."""

    word_lists = "text title id company place link label fits unfit"


@model
class DocumentsFile(File):
    """How job systems and CV files name their fields."""

    word_lists = """
        description title company location within lists part_heading part_text pay_low pay_high
        pay_currency pay_period pay_within pay_text experience_units resume_names resume_texts
        resume_items resume_dates
    """
    parts: dict[Text, str]
    periods: dict[Period, Words]
    resume_parts: dict[Text, Text]
    resume_present: Text


@model
class NamesFile(File):
    """Names of people and places, and what stands before them."""

    word_lists = """
        person_labels place_labels honorifics introductions sure_introductions not_names given_names
        regions cities region_codes firm_openings firm_headings firm_endings firm_nouns departments
        works_with
    """


@model
class CvFile(File):
    """What tells a CV from a posting, and the words of its jobs."""

    word_lists = """
        cv posting told told_of_things until title_nouns open_titles title_joins company_ends articles
        ands copulas am job_leads title_labels dash_labels student_jobs side_jobs after_studies unpaid
        present range_joins experience trades veterans spans beyond first_person year_ofs year_glued less
        halves plus worked_as since totals year_leads year_links not_total no_work not_jobs schools
        universities students student_leads sought self_leads self_stops majors theses chairs studying
        ahead diplomas school_diplomas not_fields field_ends certificate_levels course_givers honours
        certifying_firms course_leads certificate_ends given_by issued numbered coursework not_courses
    """
    misspelt: dict[Text, Text]  # nouns of titles, as people spell them: "technican"
    seasons: dict[Text, int]  # "Summer 2016": the month it begins with
    decades: dict[Text, int]  # "over a decade of experience"


@model
class SpellingFile(File):
    """British and American spelling, and the forms of irregular words."""

    pairs: dict[Text, Text]
    irregular: dict[Text, Words]
    kin: dict[Text, Words]  # last words of a method that name it as well: "churn modeling", "churn models"


@model
class HeadsFile(File):
    """How sentences and lists are cut, and heads shared by a list: "supervised and unsupervised learning"."""

    word_lists = """
        heads joins leads known_by known_ends graded_by not_known_by no_names
        closing_abbreviations abbreviations
    """
    maybe_lists = "never"


@model
class TyposFile(File):
    """Where a misspelt name may stand and what is never one."""

    word_lists, maybe_lists = "joins endings never", "names"
    shortest: int
    least_ratio: float  # how alike a word in a list of tools must be to a name, in percent
    alone_ratio: float  # how alike one must be that stands in no list


@model
class DegreeEntry(Sourced):
    """The names of one level of degree."""

    level: DegreeLevel
    names: Words
    exact: Words = ()  # abbreviations that count only in this case ("MS", "BE")


@model
class CertificateEntry(Sourced):
    """A named certificate or training."""

    word_lists, maybe_lists = "matches", "aliases exact"
    id: Id
    label: Text


@model
class QualificationsFile(File):
    """Degrees, fields of study and certificates."""

    word_lists = """
        any_degree degree_nouns generic_names plain_names after_plain of_others teaching learners
        not_degrees fields skills_too related equivalents list_openers school_years field_ends
        field_stops field_fillers openers list_joins articles name_joins emphases relatives institutions
        education_labels musts preferred_forward adds joins certificate_heads course_nouns
        certificate_nouns certificate_offers not_certified certificate_follows_not certificate_follows
        certificate_leads_not doubtful_certificates certificate_signs certificate_closes
        certificate_closes_not certificate_stops
    """
    degrees: tuple[DegreeEntry, ...]
    certificates: tuple[CertificateEntry, ...]


@model
class JoinedTitles(Lists):
    """Titles that are made of two: "data | engineer", "engineer | in | machine learning"."""

    word_lists, maybe_lists = "first last", "between"


@model
class RoleEntry(Sourced):
    """A role: the titles that name it and the skills and duties that suggest it."""

    id: RoleId
    label: Text
    maybe_lists = "titles weak_titles signals fields phrases"
    joined_titles: tuple[JoinedTitles, ...] = ()


@model
class Shift:
    """Words that turn a title of one role into a title of another."""

    from_: RoleId
    to: RoleId
    words: Words
    names: Words = ()  # only of these names, where there are any


@model
class LevelEntry:
    """Words in a title, or in the text, that tell seniority."""

    level: Level
    titles: Words
    texts: Words = ()  # said of the place as a whole
    exact: Words = ()  # in a title, only in this case ("GET")


@model
class YearsLevel:
    """From so many years on, where nothing else tells, a level."""

    from_years: float
    level: Level


@model
class RolesFile(File):
    """Roles with their titles, and levels."""

    word_lists = """
        place_stops either_science research_words unshifted compounds level_labels title_labels
        title_lead_ins articles trade_nouns occupations teachers other_heads other_parts not_in_titles
        title_joins open_titles undecided either training no_levels taken_on programmes run_by
        text_denials text_refusals text_general text_others
    """
    roles: tuple[RoleEntry, ...]
    shifts: tuple[Shift, ...]
    levels: tuple[LevelEntry, ...]
    by_years: tuple[YearsLevel, ...]


Nearness = Literal["same", "member", "parent", "kin"]
ComparedPart = Literal["required", "preferred", "experience", "degree", "level", "duties"]


@model
class ComparisonFile(File):
    """How a CV is held against a posting: what comes near enough to count, and what each part counts."""

    parts: dict[ComparedPart, Points]
    near: dict[Nearness, Share]
    no_kin: frozenset[Id]
    no_parent: frozenset[Id]
    listed: Share
    field_unlike: Share
    equivalent: Share
    preferred_degree: Share
    soft: Share
    title: Annotated[float, Where(ge=1)]
    thin: Annotated[float, Where(gt=0)]
    degrees: tuple[DegreeLevel, ...]
    degree_steps: Annotated[tuple[Share, ...], Where(min_length=1)]
    levels: tuple[Level, ...]
    level_steps: Annotated[tuple[Share, ...], Where(min_length=1)]

    def __post_init__(self) -> None:
        for name, given, known in (("parts", self.parts, ComparedPart), ("near", self.near, Nearness)):
            if lacking := [one for one in get_args(known) if one not in given]:
                raise ValueError(f"{name}: {', '.join(lacking)} missing")
