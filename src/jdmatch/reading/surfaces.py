"""Finds every surface the taxonomy knows, and tells what kind of text this is: posting or CV, English or not.

The first component. One pass over the text fills `page.hits`; the later components only look there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from runpy import run_path
from typing import Any, NamedTuple

from jdmatch.folding import fold_surface, words_of
from jdmatch.reading.broken_text import Mender, Surroundings, has_case
from jdmatch.reading.facts import plain_rows
from jdmatch.reading.facts import uses_of as uses_of_facts
from jdmatch.reading.lexicon import Lexicon, Plan
from jdmatch.reading.page import Page
from jdmatch.reading.patterns import any_of, later
from jdmatch.reading.structure import FullLines, full_lines, join
from jdmatch.taxonomy.records import Taxonomy


class DutyUse(NamedTuple):
    """What a surface is in the rules of the duties."""

    duty: int
    rule: int  # -1 for a phrase that is enough on its own
    is_verb: bool


class CueUse(NamedTuple):
    """What a surface is among the cues of stance."""

    stance: str  # required | preferred | mentioned | negated | contrast | none
    before: bool  # governs what follows it; else what precedes it


class Uses(NamedTuple):
    """What the surfaces of duties and cues mean, by their tags."""

    duties: tuple[tuple[DutyUse, ...], ...]
    cues: tuple[tuple[CueUse, ...], ...]


@lru_cache(maxsize=1)
def uses_of(taxonomy: Taxonomy) -> Uses:
    """Return what the tags of a taxonomy's duties and cues mean."""
    duties, cues = taxonomy.prepare("uses", lambda: _layers(taxonomy)[1:])
    return Uses(
        tuple(tuple(map(DutyUse._make, uses)) for uses in duties),
        tuple(tuple(map(CueUse._make, uses)) for uses in cues),
    )


def _layers(taxonomy: Taxonomy) -> tuple[Any, ...]:
    """Return the surfaces of a taxonomy, layer by layer, and what the tags of duties and of cues mean."""
    duty_uses: dict[str, list[DutyUse]] = {}
    for number, duty in enumerate(taxonomy.duties):
        for rule_number, rule in enumerate(duty.rules):
            for words, is_verb in ((rule.verbs, True), (rule.objects, False)):
                for word in words:
                    duty_uses.setdefault(word, []).append(DutyUse(number, rule_number, is_verb))
        for phrase in duty.phrases:
            duty_uses.setdefault(phrase, []).append(DutyUse(number, -1, False))
    cue_uses: dict[str, list[CueUse]] = {}
    stance = taxonomy.language.stance
    for name in ("required", "preferred", "mentioned", "negated"):
        cues = getattr(stance, name)
        for words, before in ((cues.before, True), (cues.after, False)):
            for word in words:
                cue_uses.setdefault(fold_surface(word), []).append(CueUse(name, before))
    for words, name in ((stance.contrasts, "contrast"), (stance.not_cues, "none")):
        for word in words:
            cue_uses.setdefault(fold_surface(word), []).append(CueUse(name, True))
    degrees, roles, language = taxonomy.qualifications, taxonomy.roles, taxonomy.language
    names = language.names
    surfaces: dict[str, Mapping[str, int]] = {
        "skill": dict.fromkeys(taxonomy.surfaces, 0),
        "duty": {word: i for i, word in enumerate(duty_uses)},
        "cue": {word: i for i, word in enumerate(cue_uses)},
        "degree": _numbered((*entry.names, *entry.exact) for entry in degrees.degrees),
        "not-degree": _alike(degrees.not_degrees),
        "field": _alike(degrees.fields),
        "related": _alike(degrees.related),
        "equivalent": _alike(degrees.equivalents),
        "any-degree": _alike(degrees.any_degree),
        "certificate": _numbered(
            (entry.label, *entry.aliases, *entry.exact) for entry in degrees.certificates
        ),
        "certificate-noun": _alike(degrees.certificate_nouns),
        "title-label": _alike(roles.title_labels),
        "level-label": _alike(roles.level_labels),
        "role-phrase": _numbered(role.phrases for role in roles.roles),
        "mark": _numbered(kind.marks for kind in language.headings.posting),
        "level": _numbered(level.texts for level in roles.levels),
        "region": _alike(names.cities, 1) | _alike(names.regions),
        "introduction": _alike(names.sure_introductions),
        "given-name": _alike(names.given_names),
        "fact": {word: i for i, word in enumerate(uses_of_facts(language.facts))},
        "kind": _alike(language.cv.cv, 1) | _alike(language.cv.posting, -1),
    }
    return surfaces, plain_rows(duty_uses), plain_rows(cue_uses)


def _alike(words: Iterable[str], tag: int = 0) -> dict[str, int]:
    """Return words that all mean the same, folded."""
    return dict.fromkeys(map(fold_surface, words), tag)


def _numbered(groups: Iterable[Iterable[str]]) -> dict[str, int]:
    """Return words, folded, with the number of the group that they stand in."""
    return {fold_surface(word): number for number, words in enumerate(groups) for word in words}


@lru_cache(maxsize=1)
def lexicon_of(taxonomy: Taxonomy) -> Lexicon:
    """Return the lexicon of all surfaces of a taxonomy."""
    plan: Iterable[Any] = taxonomy.prepare("lexicon", lambda: tuple(Plan.of(_layers(taxonomy)[0])))
    return Lexicon(Plan._make(plan), ordinary=taxonomy.language.words)


class SurfaceFinder:
    """The component `jdmatch_surfaces`."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self._around = Surroundings(taxonomy)
        cv = taxonomy.language.cv
        self._year_range = _year_range(cv.until)
        self._told = later(
            rf"(?:\A|[.;] |\n)(?:\* )?(?:i (?:have |also )?)?(?:{any_of(cv.told)})"
            rf"(?!\w|\s(?:{any_of(cv.told_of_things)})\s)"
        )
        self._mender = Mender(taxonomy)
        self._lexicon = lexicon_of(taxonomy)

    def read(self, page: Page) -> None:
        """Fill the page's hits, language and kind."""
        self._around.take_off(page)
        if page.site and page.take_title():
            self._around.take_off(page)
        whole = page.folded
        if full := full_lines(whole):
            if mended := self._mender.hyphens(whole, full):
                page.refold(mended)
                whole, full = mended, full_lines(mended) or FullLines([], are_parted=False)
            whole = join(whole, [at for at, _ in full.ends])
            if full.are_parted:  # no heading has to be known to tell which of the lines go on
                page.refold(whole)
                page.joined = len(full.ends)
            else:
                page.full_lines = full
        page.hits = self._lexicon.find(whole)
        words = words_of(page.folded.low)
        page.vocabulary = set(words)
        page.language = guess_language(page.folded.flat, words)
        if page.kind is None:
            page.kind = "cv" if self._votes(page) > 0 else "posting"
        page.has_case = has_case(page.folded.cased, page.given_from)
        is_cv = page.kind == "cv"
        if not page.has_case:
            page.refold(self._mender.with_case(page.folded, page.full_lines, is_cv=is_cv))
        if mended := self._mender.mend(page.folded, page.text, is_cv=is_cv):
            page.full_lines = full_lines(mended)
            page.refold(mended)
            page.hits = self._lexicon.find(mended)
            page.vocabulary = set(words_of(mended.low))

    def _votes(self, page: Page) -> int:
        """Return how many different cues speak for a CV, less those for a posting."""
        votes = sum({hit.key: hit.tag for hit in page.hits["kind"]}.values())
        cased = page.folded.cased
        if any(century in cased for century in ("20", "19", "18")):
            votes += sum(1 for _ in islice(self._year_range.finditer(cased), _RANGES))
        if -_TELLING < votes <= 0:
            votes += sum(1 for _ in islice(self._told.finditer(page.folded.low), _TELLING))
        return votes


# one sign of few comes first and what stands before it is looked at afterwards, so that the search leaps
_RANGES = 4  # so many ranges of years are enough to tell a CV
_TELLING = 3  # ... and so many sentences that begin with what was done


def _year_range(until: Iterable[str]) -> re.Pattern[str]:
    return later(
        r"[12](?:(?<=1)[89]|(?<=2)0)\d\d(?<!\w\d{4})\s*(?:-|–|to)\s*"
        rf"(?:(?:[a-z]{{3,9}}\.?\s|\d\d?[/.])?(?:1[89]|20)\d\d|{any_of(until)})",
        re.IGNORECASE,
    )


_OTHERS = ("fr", "de", "es", "pt", "it", "nl", "sv", "da", "nb", "fi", "pl", "tr", "ro", "cs", "hu", "id")
_WORD = re.compile(r"[^\W\d_]+")
_ENGLISH_ENOUGH = 0.18
_ENGLISH_FOR_SURE = 0.22
_LEAST_WORDS = 25
_SCRIPT_LOOK = 2000
_LEAST_LETTERS = 60
_ANOTHER_SCRIPT = 0.4
_FIRST_WORDS, _SECOND_LOOK = 120, 5000  # most texts are English, and their first words show it


@lru_cache(maxsize=32)
def _stop_words(code: str) -> frozenset[str]:
    # the file alone is run: to import the module imports the whole language, and sixteen of them take two seconds
    spec = find_spec("spacy")
    assert spec is not None
    assert spec.origin is not None
    found = run_path(str(Path(spec.origin).parent / "lang" / code / "stop_words.py"))
    return frozenset(w for w in found["STOP_WORDS"] if len(w) > 1)


def guess_language(flat: str, words: Sequence[str]) -> str:
    """Return the code of a folded text's language, given its words; short and mixed texts count as English.

    >>> text = "we are looking for someone with experience in python and a sense for data"
    >>> guess_language(text, text.split())
    'en'
    """
    if _share(words[:_FIRST_WORDS], "en") >= _ENGLISH_FOR_SURE:
        return "en"
    words = _WORD.findall(flat, 0, _SECOND_LOOK)
    english = _share(words, "en")
    if english >= _ENGLISH_ENOUGH and len(words) >= _LEAST_WORDS:
        return "en"
    letters = sum(map(str.isalpha, flat[:_SCRIPT_LOOK]))
    foreign = sum(c.isalpha() and not c.isascii() for c in flat[:_SCRIPT_LOOK])
    if letters >= _LEAST_LETTERS and foreign / letters > _ANOTHER_SCRIPT:
        return "und"  # no stop words are needed to tell, nor blanks between the words
    if len(words) < _LEAST_WORDS:
        return "en"
    best = max(_OTHERS, key=lambda code: _share(words, code))
    share = _share(words, best)
    return best if share > 1.5 * english and share > _ENGLISH_ENOUGH else "en"


def _share(words: Sequence[str], code: str) -> float:
    return sum(map(_stop_words(code).__contains__, words)) / len(words) if words else 0.0
