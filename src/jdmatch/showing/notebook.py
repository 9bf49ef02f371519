"""How a Reading, a Fit and a Comparison show themselves in a notebook: HTML, escaped, light or dark."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import TYPE_CHECKING

from jdmatch.showing.html import Mark, bar, block, listed, marked_text, table

if TYPE_CHECKING:
    from jdmatch.comparing.comparison import Comparison, Need, Part
    from jdmatch.reading.records import Reading, Skill
    from jdmatch.scoring.evidence import Evidence
    from jdmatch.scoring.fit import Fit, RequirementFit

_MOST_EVIDENCE = 6
_LEGEND = (
    '<p class="jdm-soft">'
    '<mark class="skill required">required</mark> <mark class="skill preferred">preferred</mark> '
    '<mark class="skill mentioned">mentioned</mark> <mark class="skill negated">not wanted</mark> '
    '<mark class="duty">duty</mark> <mark class="fact">years, degree, certificate, pay</mark></p>'
)


def reading_html(reading: Reading) -> str:
    """Return a reading as HTML: what it says in short, and its text with every finding marked.

    >>> import jdmatch
    >>> html = reading_html(jdmatch.load().read("You need Python & SQL. <script>"))
    >>> '<mark class="skill required"' in html, "&amp;" in html, "<script>" in html
    (True, True, False)
    """
    return block(_summary(reading), _notes(reading), _LEGEND, _text(reading))


def fit_html(fit: Fit) -> str:
    """Return a fit as HTML: the score, every requirement with its words, and the text below.

    >>> import jdmatch
    >>> "of 100" in fit_html(jdmatch.load().score("Requirements: Python, PyTorch and statistics."))
    True
    """
    if fit.score is None:
        head = f'<p><span class="jdm-score">no score</span> {escape(fit.verdict)}</p>'
        return block(head, _summary(fit.reading), _notes(fit.reading), _text(fit.reading))
    standing = f"; above {fit.percentile:g} % of the reference postings" if fit.percentile is not None else ""
    head = (
        f'<p><span class="jdm-score">{fit.score:.1f}</span> of 100 &nbsp; {bar(fit.score / 100)} &nbsp; '
        f"{escape(fit.label)}: <b>{escape(fit.verdict)}</b>{standing}</p>"
    )
    rows = table(("", "requirement", "points", "of", "in the text"), map(_requirement_row, fit.requirements))
    remarks = "".join(
        f"<p><b>{name}</b>{listed(items)}</p>"
        for name, items in (
            ("Limits", [str(cap) for cap in fit.caps]),
            ("What would add most", list(fit.advice)),
            ("Role", [fit.neighbour] if fit.neighbour else []),
        )
        if items
    )
    text = f"<details><summary>the text with what was found</summary>{_LEGEND}{_text(fit.reading)}</details>"
    return block(head, _summary(fit.reading), rows, remarks, _notes(fit.reading), text)


def comparison_html(comparison: Comparison) -> str:
    """Return a comparison as HTML: what the posting asks beside what the CV shows, and both texts below.

    >>> import jdmatch
    >>> gap = jdmatch.load().compare("Skills: Python, Kafka", "Requirements: Python. Scala is a plus.")
    >>> html = comparison_html(gap)
    >>> "what is required" in html, "Kafka" in html
    (True, True)
    """
    if comparison.score is None:
        head = "<p>not judged: one of the two texts says nothing that could be held against the other</p>"
    else:
        head = (
            f'<p><span class="jdm-score">{comparison.score:.1f} %</span> of what the posting asks is shown by the CV '
            f"&nbsp; {bar(comparison.score / 100)}</p>"
        )
    if comparison.used is not None:
        head += f"<p><b>{comparison.used:.0f} %</b> of the CV's skills are named there</p>"
    parts = table(("", "part", "shown", ""), map(_part_row, comparison.parts))
    heads = ("", "the posting asks", "how firmly", "the CV shows", "its words")
    needs = table(heads, map(_need_row, comparison.needs)) if comparison.needs else ""
    unused = ", ".join(escape(one.label) for one in comparison.unused)
    rest = f'<p><b>not named there</b> <span class="jdm-soft">{unused}</span></p>' if unused else ""
    texts = "".join(
        f"<details><summary>{name}</summary>{_summary(reading)}{_notes(reading)}{_text(reading)}</details>"
        for name, reading in (("the CV", comparison.cv), ("the posting", comparison.posting))
    )
    return block(head, parts, needs, rest, _LEGEND, texts)


def _part_row(part: Part) -> Iterator[str]:
    yield "" if part.share is None else bar(part.share, "met" if part.share == 1 else "partly")
    yield escape(part.label)
    yield f'<td class="n">{"not judged" if part.share is None else f"{part.share:.0%}"}</td>'
    yield f'<span class="jdm-soft">{escape(part.note)}</span>'


def _need_row(need: Need) -> Iterator[str]:
    yield bar(need.share, need.standing)
    years = f", {need.years:g}+ years" if need.years else ""
    yield f"<b>{escape(need.label)}</b>{years}"
    yield escape(need.stance)
    if need.shown is None:
        yield '<span class="jdm-soft">nothing</span>'
        yield ""
        return
    near = "" if need.how == "same" else f' <span class="jdm-soft">({escape(need.how)})</span>'
    yield escape(need.shown.label) + near
    yield f'<mark class="{escape(need.standing)}">{_line(need.shown.text)}</mark>'


def _requirement_row(one: RequirementFit) -> Iterator[str]:
    yield bar(one.coverage, one.status)
    yield f'<b>{escape(one.id)}</b><br><span class="jdm-soft">{escape(one.statement)}</span>'
    yield f'<td class="n">{one.points:.1f}</td>'
    yield f'<td class="n">{one.weight:g}</td>'
    says: dict[str, list[str]] = {}
    for evidence in one.evidence:
        says.setdefault(_line(evidence.text), []).append(_counts(evidence))
    chips = [
        f'<mark class="{escape(one.status)}" title="{escape("; ".join(notes))}">{words}</mark>'
        for words, notes in list(says.items())[:_MOST_EVIDENCE]
    ]
    more = len(says) - _MOST_EVIDENCE
    rest = f' <span class="jdm-soft">and {more} more</span>' if more > 0 else ""
    lacks = f"nothing for: {escape(', '.join(one.lacking))}" if one.lacking else ""
    found = " ".join(chips) or '<span class="jdm-soft">nothing</span>'
    yield found + rest + (f'<br><span class="jdm-soft">{lacks}</span>' if lacks else "")


def _counts(evidence: Evidence) -> str:
    note = "only listed" if evidence.listed else evidence.stance
    return f"{evidence.label}: {note}, counts {evidence.strength:.0%}"


def _summary(reading: Reading) -> str:
    parts = [f"<b>{escape(reading.role.label)}</b>", "CV" if reading.kind == "cv" else "posting"]
    if reading.level:
        parts.append(escape(reading.level))
    if reading.experience:
        parts.append(_line(reading.experience.text))
    if reading.degree:
        fields = f" in {', '.join(reading.degree.fields)}" if reading.degree.fields else ""
        parts.append(escape(f"degree: {reading.degree.level}{fields}"))
    if reading.pay:
        band = f" ({reading.pay.against_profile} the band)" if reading.pay.against_profile else ""
        parts.append(_line(reading.pay.text) + escape(band))
    counts = ", ".join(
        f"{len(skills)} {stance}"
        for stance in ("required", "preferred", "mentioned")
        if (skills := reading.with_stance(stance))
    )
    return f"<p>{' · '.join(parts)}{f' · skills: {counts}' if counts else ''}</p>"


def _line(text: str) -> str:
    """Return a text as one line, escaped."""
    return escape(" ".join(text.split()))


def _notes(reading: Reading) -> str:
    return "".join(f'<p class="jdm-soft">note: {escape(note)}</p>' for note in reading.notes)


def _text(reading: Reading) -> str:
    return f'<div class="jdm-text">{marked_text(reading.text, _marks(reading))}</div>'


def _marks(reading: Reading) -> Iterator[Mark]:
    for skill in reading.skills:
        yield Mark(skill.start, skill.end, f"skill {skill.stance}", _says(skill))
    for duty in reading.duties:
        yield Mark(duty.start, duty.end, "duty", f"duty: {duty.id}")
    for certificate in reading.certifications:
        yield Mark(certificate.start, certificate.end, "fact", f"certificate: {certificate.id or 'other'}")
    facts = (("years of experience", reading.experience), ("degree", reading.degree), ("pay", reading.pay))
    for name, fact in facts:
        if fact:
            yield Mark(fact.start, fact.end, "fact", name)


def _says(skill: Skill) -> str:
    years = f", {skill.years:g} years" if skill.years else ""
    return f"{skill.label} ({skill.family}): {skill.stance}{years}"
