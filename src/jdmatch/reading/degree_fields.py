"""Which fields of study are named with a degree: "Bachelor's in Computer Science, Statistics or a related field".

The fields the taxonomy knows, in the list that begins at the degree; between two of them, or before "or a related
field", also what it does not know ("Computer Science, Ecology, Statistics"). The words are in
taxonomy/qualifications.yaml.
"""

from __future__ import annotations

from collections.abc import Sequence

from jdmatch.folding import fold_surface
from jdmatch.reading.lexicon import Hit, longest
from jdmatch.reading.page import Page, clauses_of
from jdmatch.reading.patterns import any_of, later, whole
from jdmatch.taxonomy.models import QualificationsFile

_REACH = 260
_FIRST_GAP = 95
_GAP = 50
_LONGEST_ITEM = 3
_SHORT_NAME = 3
_ITEM = later(r"[^,/;()|:+*]+")
Place = tuple[int, int]


class FieldReader:
    """Reads the fields after, or right before, a degree; compiled once from the words."""

    def __init__(self, words: QualificationsFile, months: Sequence[str]) -> None:
        self._stops = later(whole(words.field_stops))
        self._school_years = later(whole(words.school_years))
        self._ends = later(rf" (?:{any_of(words.field_ends)})(?!\w)")
        self._opens_list = later(whole(words.list_openers))
        self._emphases = later(whole(words.emphases))
        self._relatives = later(whole(words.relatives))
        self._fillers = frozenset(fold_surface(w) for w in words.field_fillers)
        self._split = later(rf"(?:\A|\s)(?:{any_of(words.list_joins)})(?:\s|\Z)")
        self._last_in = later(rf"(?<!\w)(?:{any_of(words.openers)})\s")
        openers, joins = any_of(words.openers), any_of([*words.list_joins, *words.openers])
        name = r"[A-Z][A-Za-z&/'-]+"
        self._held_field = later(
            rf"(?:\s*\([^)\n]{{0,30}}\))?\s*(?:(?:[:,(–-]|(?:{openers})\b)\s*)?"
            rf"(?P<field>{name}(?:\s+(?:(?:{joins})\s+)?{name}){{0,3}})"
        )
        names = "|".join(m[:3] for m in months)
        self._not_held = later(rf"(?<!\w)(?:{any_of(words.institutions)}|(?:{names})[a-z]*\s+\d|[\d])")
        self._institutions = later(whole(words.institutions))
        self._months = later(rf"(?<!\w)(?:{names})[a-z]*\Z")

    def known(self, page: Page) -> list[Hit]:
        """Return the fields and the words for a related field that a page names, each once."""
        fields = longest([*page.hits["field"], *page.hits["related"]])
        others = page.hits["equivalent"]  # "or equivalent" before "experience" relates no field
        low = page.folded.low
        return [
            f
            for f in fields
            if not any(e.start <= f.start and f.end < e.end for e in others)
            and not self._ends.match(low, f.end)
        ]

    def after(self, page: Page, degree: Hit, known: Sequence[Hit], related: frozenset[Place]) -> list[Place]:
        """Return the fields of the list that a degree begins."""
        low = page.folded.low
        end = self.end(page, degree)
        found: list[Place] = []
        previous = degree.end
        gaps: list[tuple[int, int, bool]] = []
        for field in known:
            if field.start < degree.end:
                continue
            if field.end > end:
                break
            gap = self._school_years.sub(" ", self._without_equivalents(page, previous, field.start))
            gap = self._opens_list.sub(" ", gap)
            if len(gap) > (_GAP if found else _FIRST_GAP) or self._stops.search(gap):
                break
            if previous > degree.end and (self._emphases.search(gap) or self._relatives.search(gap)):
                break
            if found and self._institutions.search(gap):
                break
            if not _is_written(page, field):
                continue
            if (field.start, field.end) not in related and found and gap == " " and previous == found[-1][1]:
                found[-1] = (found[-1][0], field.end)  # "Medical Technology"
            elif (field.start, field.end) not in related:
                found.append((field.start, field.end))
                gaps.append((previous, field.start, False))
            elif found or self._last_in.search(gap) or "(" in gap:
                gaps.append((previous, field.start, True))
            previous = field.end
        unknown = [item for place in gaps for item in self._unknown(low, *place, degree.end)]
        if page.kind == "cv" and not found:
            unknown += self._held(page, degree, end)
        return sorted({*found, *unknown})

    def before(self, page: Page, degree: Hit, known: Sequence[Hit], related: frozenset[Place]) -> list[Place]:
        """Return the field right before a degree: "a computer science degree"."""
        return [
            (f.start, f.end)
            for f in known
            if f.end == degree.start - 1
            and (f.start, f.end) not in related
            and page.folded.low[f.end] != "\n"
        ]

    def end(self, page: Page, degree: Hit) -> int:
        """Return where the list must end: at the clause's end, the full stop of "MSc." aside."""
        clauses = clauses_of(page)
        number = clauses.index(degree.end)
        line = page.lines[clauses.all[number].line]
        end = clauses.all[number].end
        for following in clauses.all[number + 1 : number + 3]:
            # the full stop of "MSc." or "(B. S.)" ends nothing
            is_initial = (
                page.folded.cased[end - 2 : end - 1] in " (." and page.folded.cased[end - 1 : end].isupper()
            )
            if following.start > line.end or not (end <= degree.end + 2 or is_initial):
                break
            end = following.end
        return min(end, line.end, degree.end + _REACH)

    def _without_equivalents(self, page: Page, start: int, end: int) -> str:
        """Return a gap without "or equivalent experience", after which a list goes on."""
        gap = page.folded.low[start:end]
        for hit in longest(page.hits["equivalent"]):
            if start <= hit.start and hit.end <= end:
                gap = gap.replace(hit.key, " ", 1)
        return gap

    def _unknown(self, low: str, start: int, end: int, before_related: bool, degree_end: int) -> list[Place]:
        """Return the items of a gap that are no known fields and stand where only fields stand."""
        if start == degree_end:  # before the first known field: only what comes after "in"
            opening = self._last_in.search(low, start, end)
            if opening is None:
                return []
            start = opening.end()
        elif not any(sign in low[start:end] for sign in ",/"):
            return []
        items: list[Place] = []
        for piece in _ITEM.finditer(low, start, end):
            at = piece.start()
            for part in self._split.split(piece.group()):
                begin = low.index(part, at) if part else at
                at = begin + len(part)
                words = part.split()
                closed = (
                    low[at : at + 1] in ",/;)"
                    or at < piece.end()
                    or (before_related and not low[at:end].strip())
                )
                if not 0 < len(words) <= _LONGEST_ITEM or not closed:
                    continue
                while words and words[0] in self._fillers:
                    words = words[1:]
                if (
                    not words
                    or any(w in self._fillers or not w.isalpha() for w in words)
                    or len(" ".join(words)) < 4
                ):
                    continue
                first = low.index(words[0], begin)
                items.append((first, first + len(part[first - begin :].rstrip())))
        return items

    def _held(self, page: Page, degree: Hit, end: int) -> list[Place]:
        """Return the field of a degree a CV names, known or not: "Bachelor of Arts: Theology 2007"."""
        match = self._held_field.match(page.folded.cased, degree.end, end)
        if match is None:
            return []
        start, stop = match.span("field")
        text = page.folded.low[start:stop]
        if cut := self._institutions.search(text):
            text = text[: cut.start()].rstrip() if cut.start() > 3 else ""
        if cut := self._months.search(text):
            text = text[: cut.start()].rstrip()
        if (
            self._institutions.match(page.folded.low, start + len(text) + 1)
            or page.folded.cased[start : start + len(text)].isupper()
        ):
            return []
        words = [w for w in text.split() if w not in self._fillers]
        return [(start, start + len(text))] if words and not self._stops.search(text) else []


def _is_written(page: Page, field: Hit) -> bool:
    """Tell whether a short field is written as one: IT and CS in capitals, "Law" or "in law"."""
    length = len(field.key)
    if length > _SHORT_NAME:
        return True
    cased = page.folded.cased
    if cased[field.start : field.end].isupper():
        return True
    return length == _SHORT_NAME and (
        cased[field.start].isupper() or cased[field.start - 3 : field.start] == "in "
    )
