"""The shape of qualifications.yaml and roles.yaml."""

from __future__ import annotations

from pydantic import Field

from jdmatch.schema.base import DegreeLevel, File, Id, Level, Model, RoleId, Text, Words


class DegreeEntry(Model):
    """The names of one level of degree."""

    level: DegreeLevel
    names: Words
    exact: Words = ()  # abbreviations that count only in this case ("MS", "BE")
    source: Text | None = None
    extends: Id | None = None


class CertificateEntry(Model):
    """A named certificate or training."""

    id: Id
    label: Text
    aliases: Words = ()
    exact: Words = ()
    source: Text | None = None
    extends: Id | None = None
    matches: Words


class QualificationsFile(File):
    """Degrees, fields of study and certificates."""

    degrees: tuple[DegreeEntry, ...]
    any_degree: Words  # words for "a degree" that name no level
    degree_nouns: Words  # what must stand near an ambiguous name: degree, diploma ...
    generic_names: Words  # they count where the line names no other degree
    plain_names: Words  # "master": a degree only before one of ...
    after_plain: Words
    not_degrees: Words  # "master data", "bachelor party": the name is no degree
    fields: Words
    skills_too: Words  # fields of study that are skills wherever they stand
    related: Words  # "or a related field"
    equivalents: Words  # "or equivalent experience"
    list_openers: Words  # before a list of fields: "including but not limited to"
    field_stops: Words  # where a list of fields ends
    field_fillers: Words  # what in such a list is no field
    openers: Words  # "degree in"
    list_joins: Words
    articles: Words
    name_joins: Words  # inside the name of a certificate
    but: Words
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
    certificate_stops: Words


class RoleEntry(Model):
    """A role: the titles that name it and the skills and duties that suggest it."""

    id: RoleId
    label: Text
    titles: Words
    weak_titles: Words = ()
    signals: Words = ()  # ids of concepts, families and duties
    source: Text | None = None
    extends: Id | None = None


class Shift(Model):
    """Words that turn a title of one role into a title of another."""

    origin: RoleId = Field(alias="from")
    to: RoleId
    words: Words


class LevelEntry(Model):
    """Words in a title, or in the text, that tell seniority."""

    level: Level
    titles: Words
    texts: Words = ()


class YearsLevel(Model):
    """From so many years on, where nothing else tells, a level."""

    from_years: float
    level: Level


class RolesFile(File):
    """Roles with their titles, and levels."""

    roles: tuple[RoleEntry, ...]
    shifts: tuple[Shift, ...]
    levels: tuple[LevelEntry, ...]
    by_years: tuple[YearsLevel, ...]
    title_labels: Words  # "Job title:", "Role:"
    title_lead_ins: Words  # "we are looking for a"
