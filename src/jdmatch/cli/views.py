"""A Fit as it looks in a terminal: one screen that says how well, and why."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

from jdmatch.cli.console import console, is_utf, plain_table

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.text import Text

    from jdmatch.reading.records import Reading
    from jdmatch.scoring.evidence import Evidence
    from jdmatch.scoring.fit import Fit, RequirementFit

STATUS_STYLE: Final = {"met": "green", "partial": "yellow", "partly": "yellow", "missing": "red"}
STATUS_MARK: Final = {"met": "●", "partial": "◐", "partly": "◐", "missing": "○"}
_ASCII_MARK: Final = {"met": "+", "partial": "~", "partly": "~", "missing": "-"}
_BAR: Final = 10
_MOST_WORDS: Final = 5
_CONTEXT: Final = 45


def print_fit(name: str, fit: Fit, *, explain: bool) -> None:
    """Write a fit with its requirements; with `explain` each with every place in the text."""
    from rich.text import Text

    out = console()
    out.print(Text.assemble((name, "bold"), f"  {_headline(fit.reading)}"))
    out.print(_verdict(fit), "")
    if fit.score is not None:
        out.print(_requirements(fit), "")
    for label, lines in _remarks(fit).items():
        for line in lines:
            out.print(Text.assemble((f"{label}: ", "bold"), line))
    if explain and fit.score is not None:
        out.print()
        for requirement in fit.requirements:
            if requirement.evidence or requirement.lacking:
                _print_places(out, requirement, fit.reading)


def _headline(reading: Reading) -> str:
    parts = [reading.kind, reading.role.label]
    if reading.level:
        parts.append(reading.level)
    if reading.experience:
        parts.append(" ".join(reading.experience.text.split()))
    if reading.degree:
        parts.append(f"{reading.degree.level}'s degree" if reading.degree.level != "phd" else "PhD")
    if reading.pay:
        band = f" ({reading.pay.against_profile} the profile's band)" if reading.pay.against_profile else ""
        parts.append(" ".join(reading.pay.text.split()) + band)
    return " · ".join(parts)


def _verdict(fit: Fit) -> Text:
    from rich.text import Text

    if fit.score is None:
        return Text.assemble(("no score", "bold yellow"), f"  {fit.verdict}")
    standing = f"; above {fit.percentile:g} % of the reference postings" if fit.percentile is not None else ""
    return Text.assemble((f"{fit.score:.1f} of 100", "bold"), f"  {fit.label}: {fit.verdict}{standing}")


def _requirements(fit: Fit) -> RenderableType:
    from rich.text import Text

    table = plain_table()
    table.add_column("")
    table.add_column("requirement", no_wrap=True)
    table.add_column("points", justify="right", no_wrap=True)
    table.add_column("of", justify="right", no_wrap=True)
    if sys.stdout.isatty():
        table.add_column("", no_wrap=True)
    table.add_column("in the text", ratio=1)
    for one in fit.requirements:
        style = STATUS_STYLE[one.status]
        cells: list[Any] = [
            Text(mark(one.status), style=style),
            one.id,
            f"{one.points:.1f}",
            f"{one.weight:g}",
        ]
        if sys.stdout.isatty():
            cells.append(Text(bar(one.coverage), style=style))
        table.add_row(*cells, words_of(one))
    return table


def words_of(one: RequirementFit) -> str:
    """Return the first words that speak for a requirement, each once, and how many more there are."""
    words = list(dict.fromkeys(" ".join(e.text.split()) for e in one.evidence))
    shown = ", ".join(_cut(word) for word in words[:_MOST_WORDS])
    return shown + (f" and {len(words) - _MOST_WORDS} more" if len(words) > _MOST_WORDS else "")


def _cut(words: str, most: int = 60) -> str:
    return words if len(words) <= most else words[: most - 1].rstrip() + "…"


def mark(status: str) -> str:
    """Return the sign of a status, in ASCII where the terminal can show no more."""
    return (STATUS_MARK if is_utf(sys.stdout) else _ASCII_MARK)[status]


def bar(share: float) -> str:
    """Return a bar of ten places.

    >>> bar(0.3)
    '━━━       '
    """
    return ("━" * round(share * _BAR)).ljust(_BAR)


def _remarks(fit: Fit) -> dict[str, list[str]]:
    return {
        "limit": [str(cap) for cap in fit.caps],
        "would add most": list(fit.advice),
        "role": [fit.neighbour] if fit.neighbour else [],
        "note": list(fit.reading.notes),
    }


def _print_places(out: Console, one: RequirementFit, reading: Reading) -> None:
    from rich.text import Text

    style = STATUS_STYLE[one.status]
    share = f"  {one.points:.1f} of {one.weight:g}, {one.status}"
    out.print(Text.assemble((one.id, "bold"), (share, style), f"  {one.statement}"))
    lines: dict[int, list[Evidence]] = {}
    for evidence in one.evidence:
        lines.setdefault(reading.text.rfind("\n", 0, evidence.start), []).append(evidence)
    for found in lines.values():
        pieces = quote(reading.text, [(evidence.start, evidence.end) for evidence in found])
        notes = dict.fromkeys(
            f"{'only listed' if e.listed else e.stance}, counts {e.strength:.0%}" for e in found
        )
        words = [(words, f"bold {style}" if is_found else "") for words, is_found in pieces]
        out.print(Text.assemble("    ", *words, (f"  [{'; '.join(notes)}]", "dim")))
    if one.lacking:
        out.print(f"    nothing speaks for: {', '.join(one.lacking)}")


def quote(text: str, spans: Iterable[tuple[int, int]]) -> list[tuple[str, bool]]:
    r"""Return a line of the text in pieces: its words, and whether they are among the spans.

    What stands far from the spans is left out.

    >>> quote("Needs:\n- Strong Python and SQL", [(16, 22), (27, 30)])
    [('- Strong ', False), ('Python', True), (' and ', False), ('SQL', True)]
    """
    ordered = sorted(set(spans))
    line_start = text.rfind("\n", 0, ordered[0][0]) + 1
    line_end = text.find("\n", ordered[-1][1])
    line_end = len(text) if line_end < 0 else line_end
    at = max(line_start, ordered[0][0] - _CONTEXT)
    end = min(line_end, ordered[-1][1] + _CONTEXT)
    if at > line_start:  # whole words only
        at = max(at, text.find(" ", at, ordered[0][0]) + 1)
    if end < line_end:
        end = max(text.rfind(" ", ordered[-1][1], end), ordered[-1][1])
    pieces = [("…", False)] if at > line_start else []
    for start, stop in ordered:
        start = max(start, at)  # spans may overlap
        if stop > start:
            pieces += [(text[at:start], False), (text[start:stop], True)]
            at = stop
    pieces.append((text[at:end] + ("…" if end < line_end else ""), False))
    return [(" ".join(words.splitlines()), found) for words, found in pieces if words]
