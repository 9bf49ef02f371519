"""Which line of the taxonomy mends a mistake? The advice beside the error list of `jdmatch evaluate`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from rapidfuzz import fuzz, process

from jdmatch.folding import fold_surface
from jdmatch.taxonomy.records import Concept, Taxonomy
from jdmatch.tools.evaluate import Error, Evaluation

# below this two names have nothing to do with each other
_NEAR = 80.0
_MOST_DOCUMENTS = 3
_ORDER = ("missed", "wrong", "stance", "fact", "duty missed", "duty wrong")
_FILE_OF_FACT = {
    "minimum years": "language/years.yaml",
    "degree level": "qualifications.yaml",
    "degree stance": "language/stance.yaml",
    "level": "roles.yaml",
    "pay": "language/pay.yaml",
    "role": "roles.yaml",
}


@dataclass(frozen=True, slots=True)
class Mistake:
    """A mistake with how often it happened, where, and what mends it."""

    what: str
    text: str
    kind: str
    count: int
    documents: tuple[str, ...]
    concept: str | None
    place: str | None  # file:line to mend
    advice: str

    def to_dict(self) -> dict[str, Any]:
        """Return the mistake as plain values, ready for JSON."""
        names = ("what", "text", "kind", "count", "concept", "place", "advice")
        return {**{name: getattr(self, name) for name in names}, "documents": list(self.documents)}


def mistakes(evaluation: Evaluation, taxonomy: Taxonomy, *, most: int) -> tuple[Mistake, ...]:
    """Return the most frequent mistakes of each sort, up to `most` of a sort."""
    advisor = Advisor(taxonomy)
    found: list[Mistake] = []
    for what in _ORDER:
        of_sort = sorted(
            ((error, count) for error, count in evaluation.errors.items() if error.what == what),
            key=lambda pair: (-pair[1], pair[0].text, pair[0].kind),
        )
        for error, count in of_sort[:most]:
            concept, place, advice = advisor.advise(error)
            documents = tuple(dict.fromkeys(evaluation.seen_in[error]))[:_MOST_DOCUMENTS]
            found.append(Mistake(what, error.text, error.kind, count, documents, concept, place, advice))
    return tuple(found)


class Advisor:
    """Finds the entry that a mistake belongs to.

    >>> import jdmatch
    >>> advisor = Advisor(jdmatch.load_taxonomy())
    >>> concept, place, advice = advisor.advise(Error("missed", "pytorch frame works", "tool"))
    >>> concept, advice
    ('pytorch', "add it to the aliases, if it is another name of 'PyTorch'")
    """

    def __init__(self, taxonomy: Taxonomy) -> None:
        self._taxonomy = taxonomy
        self._folder = next(iter(taxonomy.concepts.values())).place.split("/")[0]

    def advise(self, error: Error) -> tuple[str | None, str | None, str]:
        """Return the concept, the place (file:line) and what to do there."""
        match error.what:
            case "missed":
                return self._missed(error)
            case "wrong":
                return self._wrong(error)
            case "stance":
                return (
                    None,
                    f"{self._folder}/language/stance.yaml",
                    "look for the cue that is missing or reaches too far",
                )
            case "fact":
                return (
                    None,
                    f"{self._folder}/{_FILE_OF_FACT[error.text]}",
                    "look for the words that were misread",
                )
        place = next((duty.place for duty in self._taxonomy.duties if duty.id == error.text), None)
        if place is None:
            return None, None, "the gold names a duty that the taxonomy does not have"
        advice = (
            "add verbs, objects or a phrase"
            if error.what == "duty missed"
            else "narrow the rule, or not_with"
        )
        return None, place, advice

    def _missed(self, error: Error) -> tuple[str | None, str | None, str]:
        words = fold_surface(error.text)
        if surface := self._taxonomy.surfaces.get(words):
            concept = self._taxonomy.concepts[surface.concept]
            if surface.rule >= 0:
                return (
                    concept.id,
                    concept.place,
                    "known, but its rule of ambiguity ruled it out; widen the rule",
                )
            return (
                concept.id,
                concept.place,
                "known, but longer words stood in its way, or the line was not read",
            )
        near = self._nearest(words, error.kind)
        if near is not None:
            return near.id, near.place, f"add it to the aliases, if it is another name of {near.label!r}"
        return None, None, "no concept is near; add one to the file of its family"

    def _wrong(self, error: Error) -> tuple[str | None, str | None, str]:
        concept = self._taxonomy.concepts[error.concept or ""]
        if error.match == "typo":
            return concept.id, f"{self._folder}/language/typos.yaml", f"add {error.text!r} to never"
        if concept.rules:
            return concept.id, concept.place, "add the sentence to rejects, and narrow its rule of ambiguity"
        return (
            concept.id,
            concept.place,
            "add the sentence to rejects, with a rule of ambiguity; or mend the gold",
        )

    def _nearest(self, words: str, kind: str) -> Concept | None:
        """Return the concept whose name is most like the words, or is the longest part of them."""
        soft = kind == "soft"
        near = process.extractOne(words, self._names[soft], scorer=fuzz.ratio, score_cutoff=_NEAR)
        name = near[0] if near else max(self._parts(words, soft), key=len, default=None)
        return self._taxonomy.concepts[self._taxonomy.surfaces[name].concept] if name else None

    def _parts(self, words: str, soft: bool) -> Iterator[str]:
        pieces = words.split()
        for start in range(len(pieces)):
            for end in range(start + 1, len(pieces) + 1):
                part = " ".join(pieces[start:end])
                surface = self._taxonomy.surfaces.get(part)
                if surface and (self._taxonomy.concepts[surface.concept].kind == "soft") == soft:
                    yield part

    @cached_property
    def _names(self) -> dict[bool, list[str]]:
        names: dict[bool, list[str]] = {True: [], False: []}
        for name, surface in self._taxonomy.surfaces.items():
            names[self._taxonomy.concepts[surface.concept].kind == "soft"].append(name)
        return names
