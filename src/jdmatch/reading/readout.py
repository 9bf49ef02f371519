"""From the page to the Reading: folded offsets become the given text's, and what could not be read is said."""

from __future__ import annotations

from jdmatch.folding import LONGEST_READ
from jdmatch.reading.page import Page
from jdmatch.reading.records import (
    Certification,
    Degree,
    Duty,
    Experience,
    Pay,
    Reading,
    Role,
    Section,
    Skill,
    Status,
)
from jdmatch.taxonomy.records import Taxonomy

_THIN_WORDS = 30


def read_page(page: Page, taxonomy: Taxonomy) -> Reading:
    """Return what the components have put on a page, in the offsets of the given text."""
    text, folded = page.text, page.folded

    def place(start: int, end: int) -> tuple[int, int, str]:
        first, last = folded.start(start), folded.end(end)
        words = text[first:last].strip()
        first = text.index(words, first)
        return first, first + len(words), words

    skills: list[Skill] = []
    for mark in page.skills:
        start, end, words = place(mark.start, mark.end)
        rest = (start, end, words, mark.stance, mark.section, mark.years, mark.match, mark.any_of)
        if mark.match == "list":
            skills.append(Skill(None, words, None, mark.kind or "tool", *rest))
        else:
            concept = taxonomy.concepts[mark.concept]
            skills.append(Skill(concept.id, concept.label, concept.family, concept.kind, *rest))
    experience = degree = pay = None
    if (years := page.experience) is not None:
        experience = Experience(years.min_years, years.max_years, *place(years.start, years.end))
    if (held := page.degree) is not None:
        study = tuple(dict.fromkeys(place(a, b)[2] for a, b in held.fields))
        degree = Degree(held.level, study, held.stance, held.or_equivalent, *place(held.start, held.end))
    if (paid := page.pay) is not None:
        pay = Pay(paid.min, paid.max, paid.currency, paid.period, *place(paid.start, paid.end))
    certificates = []
    for certificate in page.certificates:
        start, end, words = place(certificate.start, certificate.end)
        certificates.append(Certification(certificate.id, words, start, end))
    sections = []
    for part in page.sections:
        if part.end <= part.start:
            continue
        heading = place(*part.heading)[2] if part.heading and part.heading[1] - part.heading[0] > 1 else None
        start, end, _ = place(part.start, part.end)
        sections.append(Section(part.kind, start, end, heading.strip() if heading else None))
    labels = {role.id: role.label for role in taxonomy.roles.roles}
    role_id = page.role or "other"
    status, notes = _status(page, skills)
    return Reading(
        kind=page.kind or "posting",
        language=page.language,
        status=status,
        notes=notes,
        skills=tuple(skills),
        duties=tuple(Duty(d.duty, *place(d.start, d.end)) for d in page.duties),
        experience=experience,
        degree=degree,
        certifications=tuple(certificates),
        pay=pay,
        level=page.level,
        role=Role(role_id, labels.get(role_id, role_id), page.role_why),
        sections=tuple(sections),
        text=text,
    )


def _status(page: Page, skills: list[Skill]) -> tuple[Status, tuple[str, ...]]:
    """Say when there was nothing, or too little, to read: that is not the same as no fit."""
    words = page.folded.flat.split()
    if not any(any(c.isalnum() for c in w) for w in words):
        return "empty", ("the text is empty",)
    notes: list[str] = []
    if page.language != "en":
        notes.append(
            f"the text is not English (looks like {page.language!r}); only what is named alike was found"
        )
    if len(page.text) > LONGEST_READ:
        notes.append(f"the text has {len(page.text):,} characters; only the first {LONGEST_READ:,} were read")
    if page.text.rstrip().endswith(("...", "…")):
        notes.append("the text is cut off at its end")
    if page.language != "en":
        return "not-english", tuple(notes)
    if len(words) < _THIN_WORDS:
        notes.append(f"the text is thin: {len(words)} words")
        return "thin", tuple(notes)
    if not skills:
        notes.append("no skills were recognised")
        return "thin", tuple(notes)
    if page.kind == "posting" and not any(s.stance in ("required", "preferred") for s in skills):
        notes.append("no requirements were recognised; the skills are only mentioned")
    return "ok", tuple(notes)
