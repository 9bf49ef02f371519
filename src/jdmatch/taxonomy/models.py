"""The shape of every file in taxonomy/, and the records that come of it: frozen dataclasses.

`files` reads YAML into them strictly, by their annotations; pydantic does that, and is imported only then. What a file
holds beyond its shape is checked here (`__post_init__`) or, where it needs the other files, in `compiling`. Language
files, qualifications and roles travel inside the Taxonomy as they stand.
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
    """Make a class the shape of a file or of a part of it: nothing unknown is allowed in it, nothing is changed."""
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


@model
class File:
    """Base of whole files."""

    schema: Literal[1] = 1


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
class Ambiguity:
    """When a surface that is sometimes something else is the skill."""

    surfaces: Words | None = None
    case: Literal["exact", "capital"] | None = None
    prev_not: Words = ()
    next_not: Words = ()
    near_not: Words = ()
    not_in: tuple[SectionKind, ...] = ()
    prev: Words = ()
    next: Words = ()
    near: Words = ()
    needs: Needs | None = None
    section: tuple[SectionKind, ...] = ()


@model
class ConceptEntry:
    """One skill."""

    id: Id
    label: Text
    aliases: Words = ()
    phrases: Words = ()
    kind: Kind | None = None
    parents: tuple[Id, ...] = ()
    source: Text | None = None
    extends: Id | None = None
    ids: Ids = Ids()
    ambiguous: Annotated[tuple[Ambiguity, ...], OneOrMany()] = ()
    matches: Words = ()
    rejects: Words = ()


@model
class FamilyFile(File):
    """A family of skills with its members; what is said here holds for each of them."""

    family: Id
    label: Text
    kind: Kind
    parent: Id | None = None
    source: Text | None = None
    extends: Id | None = None
    ids: Ids = Ids()
    concepts: tuple[ConceptEntry, ...]


@model
class DutyRule:
    """Verbs and objects that make a duty when they stand together in one clause."""

    verbs: Words
    objects: Words
    within: int = 8
    order: Literal["verb-first", "any"] = "verb-first"


@model
class DutyEntry:
    """One of the duties."""

    id: Id
    statement: Text
    source: Text
    rules: tuple[DutyRule, ...] = ()
    phrases: Words = ()
    not_with: Words = ()
    matches: Words
    rejects: Words = ()


@model
class ThemeEntry:
    """What a clause may be about besides the duties; learnt weights tell, its sentences are learnt from."""

    id: Id
    statement: Text
    source: Text
    matches: Words
    rejects: Words = ()


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
class HeadingKind:
    """The headings of one kind of section."""

    kind: SectionKind
    headings: Words
    words: Words = ()  # a short heading-like line that holds one of these is such a heading
    hints: Words = ()  # ... and so is one over a list, with a colon or a question mark, that holds one of these
    nouns: Words = ()  # of them and of `plain` a heading may be made: "your skills & capabilities"
    lead_ins: Words = ()  # beginnings of a sentence that open such a part ("You will need")
    marks: Words = ()  # words that give a line away wherever they stand ("equal opportunity employer")


@model
class SiteWords:
    """Whole lines of what stands around a text on a page; `*` stands for any words, `#` for a number."""

    lines: Words = ()  # buttons and notices, wherever they stand
    edges: Words = ()  # ... in a row of such lines, or above or below all text
    others: Words = ()  # headings of lists of other jobs, people and articles
    labels: Words = ()  # labels of job boards whose values are of the text ...
    criteria: Words = ()  # ... and those among them whose values are not: "Industries"
    own: Words = ()  # headings behind which the text's own words go on
    fields: Words = ()  # what forms for applications ask for
    uploads: Words = ()  # ... of which one at least is about a file
    mail: Words = ()  # the head of a mail
    subjects: Words = ()  # labels in it of what the mail is about
    answers: Words = ()  # "Re:", "Fwd:"
    sign_offs: Words = ()  # "Kind regards", above the sender's name


@model
class HeadingsFile(File):
    """What the parts of a posting or a CV are called."""

    posting: tuple[HeadingKind, ...]
    cv: tuple[HeadingKind, ...]
    site: SiteWords = SiteWords()
    questions: Words = ()  # a short line that begins so is as good as one with a colon: "what", "who"
    never_required: Words = ()  # ... unless the heading also holds one of these
    required_if_only: Words = ()  # "Desired" over the only list of requirements asks for what it lists
    inherits: Words = ()  # headings that go on with the list of requirements or nice-to-haves they stand in
    places: Words = ()  # "of the role": what a heading may speak of
    firm_does: Words = ()  # behind a name they tell of a firm: "Acme is a"
    firm_opens: Words = ()  # a long paragraph that begins so tells of the firm
    firm_links: Words = ()  # small words within such a name: "The Data Guild of Acme"
    no_firms: Words = ()  # first words that name no firm: "The candidate"
    plain: Words = ()  # words that with the nouns of a kind make a heading: "your", "key", "and"
    endings: Words = ()  # "include the following": what may end a heading
    following: Words = ()  # ... in the middle of a line, where a sentence stands behind it
    no_ends: Words = ()  # words that end no heading in the middle of a line: "Experience with Go"
    wish_labels: Words = ()  # behind each line of a list of wishes: "SQL: 2 years (Preferred)"
    longest_words: int = 9


@model
class Cues:
    """Words that govern what follows or what precedes them in a clause."""

    before: Words = ()
    after: Words = ()


@model
class StanceFile(File):
    """Words that tell how strongly something is asked."""

    required: Cues
    preferred: Cues
    mentioned: Cues
    negated: Cues
    learning: Words
    new_claims: Words  # before a cue that asks they end what a wish to learn governs: "and strong"
    weak_after: Words  # after-cues that may be just the noun that ends a name
    goes_on: Words  # what may follow an after-cue that closes its part
    leads_on: Words  # ... and what leads from it to more: "a plus, especially"
    list_words: Words  # words between two skills of one list
    apart: Words  # words that open a part of their own after a comma: ", with Spark a plus"
    not_cues: Words  # "not limited to": looks like a cue, is none
    contrasts: Words  # but, while, although: a scope ends here
    alternatives: Words  # or, and/or
    seeks: Words  # before a person who is sought: "looking for a"
    asks_trade: Words  # questions that ask for what they name of a trade
    told_until: Words  # ... and those that end what is said of how a person is
    adjectives: Words  # cues that ask only for what stands near them: "strong"
    culture: Words  # words that tell of the firm: a soft skill behind them is its own ...
    person: Words  # ... unless the person is named too
    trades: Words  # nouns of trades: in "machine learning engineer" nothing is asked
    seeks_until: Words  # words that end what is said of that person
    ours: Words  # a sentence that begins so tells of the firm, wherever it stands: "our stack"
    taught: Words  # what the firm teaches is not asked: "we will teach you Go", "Go (training is provided)"
    trainings: Words  # what a sentence begins with ...
    given: Words  # ... and goes on with: "training in Go is given"
    of_firm: Words  # a sentence that begins so and names no person sought tells what the firm has
    describes: Words  # before what a firm is or has: "is an"
    choices: Words  # before a list of which one will do: "one or more of"
    by_section: dict[SectionKind, Literal["required", "preferred", "mentioned"]]
    musts: Words  # in a clause among the wishes they ask after all: "you must know"
    cv_negated: Words  # what a CV denies: "never used"
    cv_wished: Words  # what it would like: "want to learn"


@model
class YearsFile(File):
    """Words of years of experience."""

    years: Words
    months: Words
    numerals: dict[Text, int]
    minimum: Words  # before the number: "at least"
    maximum: Words
    ranges: Words
    more: Words  # after the number: "or more"
    fillers: Words  # between the number and "years"
    experience: Words  # what makes years experience, near them
    doing: Words  # ... or right after them: "years in", "years working"
    labels: Words  # "experience: 3-5 years"
    not_before: Words  # the figure belongs to something else: words right before it
    not_after: Words  # ... or right after it
    employer: Words  # the sentence speaks of the employer ...
    asking: Words  # ... unless it also asks
    owning: Words  # "our company has": what follows is the employer's also in a sentence that asks
    asides: Words  # where another part of a sentence begins
    spent: Words  # "has spent": the years are asked of those who are sought, or of the reader
    reader: Words
    instead: Words  # years that stand in for a degree
    or_equivalent: Words  # right before such years
    others: Words  # "operators, who have": the years are theirs ...
    sought: Words  # ... unless one of these is sought before
    openings: Words  # "With 20 years of experience, we …"
    extras: Words  # a heading with these ("nice to have") asks for nothing, even over the only list
    musts: Words
    tags: Words  # "3 years (Required)"
    wanted: Words  # right behind bare years, at the end of what is said: "5 yrs+ please"
    forward: Words  # cues of preference that govern what follows them alone
    links: Words  # between the years and what they are years of: "of", "in", "with"
    links_on: Words  # ... and may stand between them and its name: "with the"
    lasting: Words  # between a skill and its years: "written Rust for 3 years"
    stops: Words  # where the list of such skills ends
    held: Words  # "3 years' knowledge of": right behind the years they end nothing
    new_asks: Words  # behind a comma or an "and" they begin another requirement
    announcers: Words  # "the following": a list is coming
    other_heads: Words  # "in an analytics role": a skill before them is none of its own
    as_jobs: Words  # "as a": what follows is the name of a job ...
    jobs: Words  # ... that ends in one of these
    plain_leads: Words  # words that say nothing between the years and a tool
    kinds: Words  # kinds of experience: "industry experience"
    not_links: Words  # what years are years of that is no skill
    joins: Words  # words that end a name
    equivalent: Words
    ors: Words
    posts: Words  # "2 years after a PhD": the degree is no second thing asked
    parts: Words  # "with at least 2 years": years that are a part of those before
    skill_nouns: Words
    until: Words  # between the dates of a CV
    list_words: Words
    present: Words
    months_names: Words


@model
class DollarEntry:
    """What tells whose dollar a bare "$" is."""

    places: Words  # countries and their parts
    towns: Words = ()  # they tell it where nothing in the text is of another country with dollars
    words: Words = ()  # what only pay of that country goes with: "plus super"


@model
class PayFile(File):
    """Words of pay."""

    symbols: dict[Text, Text]  # signs and codes -> currency
    codes: Words  # those that may follow the number as well
    unmarked: Text  # the currency of an amount that names none, in a text that names none
    dollars: dict[Text, DollarEntry] = field(
        default_factory=dict
    )  # by currency; that of `unmarked` holds others off
    budgets: Words  # beside a sum a year in rupees they are pay: "Budget: 25 LPA"
    magnitudes: dict[Text, float]
    numerals: dict[Text, int]  # figures in words, before a magnitude of rupees
    bare_ends: Words  # behind "140k-160k" they tell that it is pay
    beginners: Words  # what an amount of several is for: "Freshers: 4-6 LPA" ...
    experienced: Words  # ... beside "Experienced: 6-8 LPA", which is the pay of the place
    weak_magnitudes: Words  # only beside a word of pay
    never: Words  # figures that are never pay
    rupee_magnitudes: Words  # magnitudes that tell rupees by themselves
    periods: dict[Period, Words]
    labels: Words
    cv_labels: Words  # in a CV only what is expected or had counts
    totals: Words  # "OTE": not the pay itself ...
    base: Words  # ... but this is
    over: Words  # "$20,000 over three months": between an amount and the time that it is for
    over_periods: dict[Period, Words]  # the units of that time
    not_pay: Words  # what else an amount may be, before it or right after it
    unless: Words  # words that hold one of those and are pay all the same
    additions: Words  # "+ bonus": what comes after is another thing
    ranges: Words
    both: Words  # joins the ends of a range only after ...
    between: Words  # "between 50 and 60"
    added: Words  # "rate + bonus (17-20)": the amount is of the rate
    minimum: Words
    maximum: Words
    year_least: dict[Text, float]  # below this an amount is no yearly pay


@model
class FactValue:
    """One value of a fact, and what tells it."""

    says: Words = ()  # wherever it stands
    names: Words = ()  # before a noun, behind a label, or standing alone
    denied: Text | None = None  # what a denial beside it tells instead
    any_answer: bool = False  # "Travel: up to Leeds": any answer to its name but a no tells it


@model
class FactEntry:
    """A fact with a few values; of those told as surely the first counts."""

    first_counts: bool = False  # ... or however surely each is told
    nouns: Words = ()  # "remote role": a name before one of these tells the value
    never_nouns: Words = ()  # "remote sensing": before one of these it is something else
    never: Words = ()
    beside: Words = ()  # near one of these a name tells the value as well: "willing to travel"
    figures: Words = ()  # with a figure they tell the first value: "2 days a week in the office"
    values: dict[Text, FactValue]


@model
class PlaceEntry:
    """Where the place of the work stands."""

    labels: Words
    leads: Words  # before it
    hints: Words  # before it where it is one that is known: "in Leeds, UK"
    parts: Words  # may stand between: "in central Leeds"
    never: Words  # before the places of others
    offices: Words  # behind it: "our Leeds office"
    joins: Words  # small words within a place's name
    not_places: Words
    codes: Words  # of states and countries, beside those of names.yaml: they end a place


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

    labels: Words  # before values of any fact: "Job type: Permanent, hybrid"
    work_mode: FactEntry
    contract: FactEntry
    hours: FactEntry
    visa: FactEntry
    clearance: FactEntry
    travel: FactEntry
    place: PlaceEntry
    starts: DateEntry
    closes: DateEntry
    denials: Words
    not_denials: Words  # hold one of those and deny nothing
    denied_after: Words  # behind what they deny
    preferring: Words  # beside a clearance that is only wished for
    yes: Words  # the answer to a label that names a value: "Remote: yes"
    no: Words
    percent: Words  # "travel up to 25%"
    at_work: Words  # "3 days in the office"
    at_home: Words

    def valued(self) -> dict[str, FactEntry]:
        """Return the facts of a few values by their names."""
        entries = ((one.name, getattr(self, one.name)) for one in fields(self))
        return {name: entry for name, entry in entries if isinstance(entry, FactEntry)}


@model
class ColumnsFile(File):
    """What the columns of a table of postings are called."""

    text: Words
    title: Words
    id: Words
    company: Words
    place: Words
    link: Words
    label: Words
    fits: Words
    unfit: Words


@model
class DocumentsFile(File):
    """How job systems and CV files name their fields."""

    description: Words
    title: Words
    company: Words
    location: Words
    within: Words
    lists: Words
    parts: dict[Text, str]
    part_heading: Words
    part_text: Words
    pay_low: Words
    pay_high: Words
    pay_currency: Words
    pay_period: Words
    pay_within: Words
    pay_text: Words
    periods: dict[Period, Words]
    experience_units: Words
    resume_parts: dict[Text, Text]
    resume_names: Words
    resume_texts: Words
    resume_items: Words
    resume_dates: Words
    resume_present: Text


@model
class NamesFile(File):
    """Names of people and places, and what stands before them."""

    person_labels: Words  # "Contact: Julia Spark"
    place_labels: Words  # "Location: Phoenix"
    honorifics: Words  # "Dr. Spark"
    introductions: Words  # "reporting to Julia Spark"
    sure_introductions: Words  # "reporting to": two words with capitals behind it are a name
    not_names: Words  # "Curriculum Vitae"
    given_names: Words
    regions: Words  # "Phoenix, Arizona"
    cities: Words  # large ones, that may stand in the place of a region
    region_codes: Words  # "Phoenix, AZ"
    firm_openings: Words  # before the name of the employer: "life at Databricks"
    firm_endings: Words  # behind it: "Databricks is looking for"
    firm_nouns: Words  # "companies such as Databricks and Snowflake"
    departments: Words  # among these "Analytics" is one: "works with Sales, Analytics and Finance"
    works_with: Words  # verbs that lead to a list of departments


@model
class CvFile(File):
    """What tells a CV from a posting, and the words of its jobs."""

    cv: Words
    posting: Words
    told: Words  # sentences of CVs begin so: "Led a team of three"
    told_of_things: Words  # ... but not with this behind it: "Led by women"
    until: Words  # "2019 - present": a job that goes on
    title_nouns: Words  # the head of a job's title: "engineer", "chef"
    open_titles: Words  # titles that name no trade: "consultant", "intern"
    title_joins: Words  # small words inside a title: "Head of Data and Analytics"
    company_ends: Words  # "Acme Freight Ltd." ends in a point, and is no sentence
    articles: Words
    ands: Words
    copulas: Words  # whom others tell of: "Asha Rao is a"
    am: Words  # ... and who tells of oneself
    job_leads: Words  # before the name of a job: "working as"
    title_labels: Words  # "Designation: Software Engineer"
    dash_labels: Words  # "company - Acme"
    student_jobs: Words  # jobs beside one's studies: they make no years of a trade
    side_jobs: Words  # what students do for a living: begun while they study, no years of a trade either
    misspelt: dict[Text, Text]  # nouns of titles, as people spell them: "technican"
    after_studies: Words  # before such a word they tell that the studies are done: "postdoctoral researcher"
    unpaid: Words
    seasons: dict[Text, int]  # "Summer 2016": the month it begins with
    present: Words  # the end of a job that goes on
    range_joins: Words  # between two dates: "to", "until"
    experience: Words  # what years are of, in a stated total: "8 years of experience"
    trades: Words
    veterans: Words  # who has done something for years: "a 12-year veteran of the hotel trade"
    spans: Words  # before stated years: "a developer for the past 6 years"
    beyond: Words  # between those and the figure: "for over 6 years"
    first_person: Words  # behind years that are one's own: "for 6 years I have"
    year_ofs: Words  # behind years, or a season: "6 years of", "summer of 2016"
    year_glued: Words  # ... behind a word glued to "years": "years details"
    less: Words  # "less than 2 years"
    halves: Words  # "2 and a half years"
    plus: Words  # "5 plus years"
    worked_as: Words  # behind years of work: "6 years as"
    since: Words  # before the only date of a job that goes on
    decades: dict[Text, int]  # "over a decade of experience"
    totals: Words  # what makes stated years those of everything: "6 years total"
    year_leads: Words  # between years and the skills that they are of: "of experience in"
    year_links: Words  # before a list of tools further on in the sentence: "technologies like"
    not_total: Words  # what stands around years that are of something else: "the last 2 years"
    no_work: Words  # what stands under "Work experience" where there is none: "nil"
    not_jobs: Words  # what an entry among the jobs is instead: "capstone project"
    schools: Words  # where one studies
    universities: Words  # the schools whose students read for a degree
    students: Words  # what those call themselves who still study
    student_leads: Words  # before the field and such a word: "second-year Physics student"
    sought: Words  # before the place that a beginner looks for: "seeking a role as"
    self_leads: Words  # before what a summary calls its owner: "I am an experienced"
    self_stops: Words  # words of such a sentence behind which it no longer does: "with"
    majors: Words  # before a field of study: "minor in"
    theses: Words  # right behind a degree: what they are about is no field
    chairs: Words  # before one of a school's parts: "Faculty of"
    studying: Words  # a degree that is being read for: "pursuing"
    ahead: Words  # of these the ones that speak of what is to come: "expected"
    diplomas: Words  # below a degree, above school: "diploma"
    school_diplomas: Words  # before such a word: a school's
    not_fields: Words  # in the place of a field, but none: "Hons"
    field_ends: Words  # how a field ends that nobody listed: "Textile Technology", "Hydrology"
    certificate_levels: Words  # behind a dash in a certificate's name: "Security - Specialty"
    course_givers: Words  # who gives courses: "Coursera"
    honours: Words  # before the field of a degree: "Honours Computer Science"
    certifying_firms: Words  # firms, also known as skills, whose name stands before their certificates
    course_leads: Words  # before a course's name: "completed training in"
    certificate_ends: Words  # headings of parts that follow, and that nothing else is made of
    given_by: Words  # between a course's name and who gave it: "from"
    issued: Words  # how the line below a certificate's issuer begins: "Issued May 2020"
    numbered: Words  # what stands behind a certificate's name: "Certification number: 12"
    coursework: Words  # labels of a degree's subjects: "Courses:"
    not_courses: Words  # words of lines among courses that name none: "credential id"


@model
class SpellingFile(File):
    """British and American spelling, and the forms of irregular words."""

    pairs: dict[Text, Text]
    irregular: dict[Text, Words]
    kin: dict[Text, Words]  # last words of a method that name it as well: "churn modeling", "churn models"


@model
class HeadsFile(File):
    """How sentences and lists are cut, and heads shared by a list: "supervised and unsupervised learning"."""

    heads: Words
    joins: Words  # what stands between the members of a list
    leads: Words  # words behind which a list begins: "databases such as"
    known_by: Words  # right before a name of several senses: "knowledge of Spring" ...
    known_ends: Words  # ... and right behind it, where no sentence ends
    graded_by: Words  # how well it is known, as `known_by` outside of what tells of the firm: "very good Go"
    not_known_by: Words  # of people: "get to know Julia"
    tool_heads: Words  # nouns that head a list of tools: "frameworks such as"
    no_names: Words  # words that no name holds which only its list tells
    closing_abbreviations: Words  # a full stop behind one of these ends a sentence before a capital alone
    abbreviations: Words  # a full stop behind one of these ends no sentence
    never: Words = ()  # words that name no member by themselves


@model
class TyposFile(File):
    """Where a misspelt name may stand and what is never one."""

    shortest: int
    least_ratio: float  # how alike a word in a list of tools must be to a name, in percent
    alone_ratio: float  # how alike one must be that stands in no list
    joins: Words  # between two names of a list
    endings: Words  # of an ordinary word, in which case it is none that is misspelt
    never: Words
    names: Words = ()  # words of words.txt that are first of all names of tools: "docker"


@model
class DegreeEntry:
    """The names of one level of degree."""

    level: DegreeLevel
    names: Words
    exact: Words = ()  # abbreviations that count only in this case ("MS", "BE")
    source: Text | None = None
    extends: Id | None = None


@model
class CertificateEntry:
    """A named certificate or training."""

    id: Id
    label: Text
    aliases: Words = ()
    exact: Words = ()
    source: Text | None = None
    extends: Id | None = None
    matches: Words


@model
class QualificationsFile(File):
    """Degrees, fields of study and certificates."""

    degrees: tuple[DegreeEntry, ...]
    any_degree: Words  # words for "a degree" that name no level
    degree_nouns: Words  # what must stand near an ambiguous name: degree, diploma ...
    generic_names: Words  # they count where the line names no other degree
    plain_names: Words  # "master": a degree only before one of ...
    after_plain: Words
    of_others: Words  # before a degree: "a team of PhDs", which nobody asks for
    teaching: Words  # ... and right before those who study: "mentor students of Physics"
    learners: Words
    not_degrees: Words  # "master data", "bachelor party": the name is no degree
    fields: Words
    skills_too: Words  # fields of study that are skills wherever they stand
    related: Words  # "or a related field"
    equivalents: Words  # "or equivalent experience"
    list_openers: Words  # before a list of fields: "including but not limited to"
    school_years: Words  # "from a two-year college in": before a list of fields
    field_ends: Words  # "business experience": the word before is no field
    field_stops: Words  # where a list of fields ends
    field_fillers: Words  # what in such a list is no field
    openers: Words  # "degree in"
    list_joins: Words
    articles: Words
    name_joins: Words  # inside the name of a certificate
    emphases: Words  # "with a focus on": what follows the fields is none
    relatives: Words
    institutions: Words
    education_labels: Words  # "Education: computer science" names no degree and means one
    musts: Words
    preferred_forward: Words  # cues that speak of what follows them alone
    adds: Words  # cues that as often join: "a degree plus 4 years"
    joins: Words  # between degrees of one breath: "Master's or PhD"
    certificate_heads: Words
    course_nouns: Words  # "Java basic courses", in a CV's education
    certificates: tuple[CertificateEntry, ...]
    certificate_nouns: Words
    certificate_offers: Words  # the employer gives it: "we pay for your AWS certification"
    not_certified: Words  # "certified B Corporation"
    certificate_follows_not: Words  # "CFA Institute"
    certificate_follows: (
        Words  # what may go on behind a name of a few letters: "CPA required", but no "BLS data"
    )
    certificate_leads_not: Words  # right before such a name they tell of something else: "a low CPA"
    doubtful_certificates: Words  # such names as stand for other things as often ...
    certificate_signs: Words  # ... and what must stand beside them outside of what is asked: "hold a PHR"
    certificate_stops: Words


@model
class JoinedTitles:
    """Titles that are made of two: "data | engineer", "engineer | in | machine learning"."""

    first: Words
    between: Words = ()  # what may stand in their middle
    last: Words


@model
class RoleEntry:
    """A role: the titles that name it and the skills and duties that suggest it."""

    id: RoleId
    label: Text
    titles: Words = ()
    joined_titles: tuple[JoinedTitles, ...] = ()
    weak_titles: Words = ()
    signals: Words = ()  # ids of concepts, families and duties
    fields: Words = ()  # alone beside a word of level they name it: "Graduate Trainee - ML"
    phrases: Words = ()  # words that define the role, where nothing names it
    source: Text | None = None
    extends: Id | None = None


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

    roles: tuple[RoleEntry, ...]
    shifts: tuple[Shift, ...]
    levels: tuple[LevelEntry, ...]
    by_years: tuple[YearsLevel, ...]
    place_stops: Words
    either_science: Words  # of research where a research word stands in the text, else of data
    research_words: Words
    unshifted: Words
    compounds: Words
    level_labels: Words  # "Seniority level: Associate"
    title_labels: Words  # "Job title:", "Role:"
    title_lead_ins: Words  # "we are looking for a"
    articles: Words  # before what a sentence calls the place: "The data engineer will"
    trade_nouns: Words  # the nouns that titles of the known roles end in
    occupations: Words  # nouns of any occupation: a title with one of them that names no role is of another
    teachers: Words  # before a title they make another trade of it: "Trainer Data Analytics"
    other_heads: Words  # behind a title they make another trade of it: "ML engineer recruiter"
    other_parts: Words  # in a part of their own they do so as well: "robotics engineer, developer relations"
    not_in_titles: Words  # words of sentences
    title_joins: Words  # between two trades in one title
    open_titles: Words  # they leave the trade to what is asked
    undecided: Words  # "AI/ML engineer": one of the two, by what is done
    either: Words  # ... and the two trades in one word
    training: Words  # concepts and duties that tell that models are trained
    no_levels: Words  # "product manager": no level in a title
    taken_on: Words  # who is taken on ...
    programmes: Words  # ... by such a programme ...
    run_by: Words  # ... is not who runs it: "graduate programme manager"
    text_denials: Words  # right before a word of level in the text: it is of others, or refused
    text_refusals: Words  # ... or right behind it
    text_general: Words  # before a word of level in its clause: "junior engineers typically …"
    text_others: Words  # in its line they open the place to others as well


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
