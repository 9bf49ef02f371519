"""The shape of language/*.yaml."""

from __future__ import annotations

from typing import Literal

from jdmatch.schema.base import File, Model, SectionKind, Text, Words


class HeadingKind(Model):
    """The headings of one kind of section."""

    kind: SectionKind
    headings: Words
    words: Words = ()  # a short heading-like line that holds one of these is such a heading
    lead_ins: Words = ()  # beginnings of a sentence that open such a part ("You will need")
    marks: Words = ()  # words that give a line away wherever they stand ("equal opportunity employer")


class HeadingsFile(File):
    """What the parts of a posting or a CV are called."""

    posting: tuple[HeadingKind, ...]
    cv: tuple[HeadingKind, ...]
    inherits: Words = ()  # headings that go on with the list of requirements or nice-to-haves they stand in
    longest_words: int = 9


class Cues(Model):
    """Words that govern what follows or what precedes them in a clause."""

    before: Words = ()
    after: Words = ()


class StanceFile(File):
    """Words that tell how strongly something is asked."""

    required: Cues
    preferred: Cues
    mentioned: Cues
    negated: Cues
    weak_after: Words  # after-cues that may be just the noun that ends a name
    goes_on: Words  # what may follow an after-cue that closes its part
    list_words: Words  # words between two skills of one list
    apart: Words  # words that open a part of their own after a comma: ", with Spark a plus"
    not_cues: Words  # "not limited to": looks like a cue, is none
    contrasts: Words  # but, while, although: a scope ends here
    alternatives: Words  # or, and/or
    seeks: Words  # before a person who is sought: "looking for a"
    seeks_until: Words  # words that end what is said of that person
    ours: Words  # a sentence that begins so tells of the firm, wherever it stands: "our stack"
    describes: Words  # before what a firm is or has: "is an"
    choices: Words  # before a list of which one will do: "one or more of"
    by_section: dict[SectionKind, Literal["required", "preferred", "mentioned"]]
    cv_negated: Cues


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
    instead: Words  # years that stand in for a degree
    or_equivalent: Words  # right before such years
    musts: Words
    tags: Words  # "3 years (Required)"
    forward: Words  # cues of preference that govern what follows them alone
    links: Words  # between the years and what they are years of: "of", "in", "with"
    examples: Words  # "(e.g. ...)" in such a list is passed over
    stops: Words  # where the list of such skills ends
    kinds: Words  # kinds of experience: "industry experience"
    not_links: Words  # what years are years of that is no skill
    heads: Words  # "programming in Python": years of Python
    joins: Words  # words that end a name
    equivalent: Words
    skill_nouns: Words
    until: Words  # between the dates of a CV
    list_words: Words
    present: Words
    months_names: Words


class PayFile(File):
    """Words of pay."""

    symbols: dict[Text, Text]  # signs and codes -> currency
    codes: Words  # those that may follow the number as well
    unmarked: Text  # the currency of an amount that names none, in a text that names none
    magnitudes: dict[Text, float]
    rupee_magnitudes: Words  # magnitudes that tell rupees by themselves
    periods: dict[Literal["year", "month", "week", "day", "hour"], Words]
    labels: Words
    cv_labels: Words  # in a CV only what is expected or had counts
    totals: Words  # "OTE": not the pay itself
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


class ColumnsFile(File):
    """What the columns of a table of postings are called."""

    text: Words
    title: Words
    id: Words


class CvFile(File):
    """What tells a CV from a posting."""

    cv: Words
    posting: Words


class SpellingFile(File):
    """British and American spelling, and the forms of irregular words."""

    pairs: dict[Text, Text]
    irregular: dict[Text, Words]


class Head(Model):
    """A noun whose earlier members may stand alone in a list."""

    head: Text
    modifiers: Words = ()


class HeadsFile(File):
    """Heads shared by a list: "supervised and unsupervised learning"."""

    heads: Words
    joins: Words
    never: Words = ()  # words that name no member by themselves


class TyposFile(File):
    """Where a misspelt name may stand and what is never one."""

    shortest: int
    least_ratio: float  # how alike a word in a list of tools must be to a name, in percent
    alone_ratio: float  # how alike one must be that stands in no list
    never: Words
