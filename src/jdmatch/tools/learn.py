"""Learns the weights of words that `reading.duties` judges clauses by, from lines that people labelled.

A linear model for each label: support vector machines with squared loss, all solved at once by dual coordinate descent.
Words that labelled lines seldom show borrow from their neighbours in meaning: vectors learnt from unlabelled postings
stand beside the words while learning, and are folded into the words' own weights afterwards. So the table holds
nothing but words, pairs of words and signs, each with a whole number for every label.

What a whole text bears is learnt from what such weights say of its clauses when they were learnt without it: a logistic
model of its two best clauses and of what kind of text it is.

Where lines begin, for texts that lost their line ends (`reading.lost_lines`), is learnt from the line ends of postings
that kept theirs; which unknown names are tools (`reading.skills`), from known ones that are read as if nobody knew
them: logistic models of the words around.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import compress
from math import exp, sqrt
from typing import NamedTuple
from zlib import crc32

import numpy as np
import numpy.typing as npt

from jdmatch.errors import InputError
from jdmatch.folding import fold, fold_surface, words_of
from jdmatch.reading import duties
from jdmatch.reading.lost_lines import signs_of
from jdmatch.reading.page import DocumentKind, Page
from jdmatch.reading.reader import PageReader
from jdmatch.reading.skills import UnlistedFinder
from jdmatch.reading.structure import cut_lines
from jdmatch.taxonomy.models import DutyEntry, ThemeEntry
from jdmatch.taxonomy.records import Taxonomy
from jdmatch.tools.evaluate import json_lines, read_gold

_Floats = npt.NDArray[np.float64]

_FEWEST_LINES = 3  # a word seen in fewer of them is a name or a chance
_FEWEST_TEXTS = 10  # ... and in unlabelled postings
_MOST_WORDS = 6000  # with a vector of their own: beyond, they are too rare to have a good one
_VECTOR = 200
_REACH = 4
_COST = 0.01  # found by cross-validation, as all of these
_SENTENCE_COST = 6.0  # what an author wrote down on purpose counts as six lines that were picked
_NATURAL_COST = 3.0  # lines as they come, of which picked ones would give a false picture, as three
_TEXT_COST = 1.0  # from half to twice as much, all is alike
_VECTOR_SHARE = 0.7
_ROUNDS = (15, 12, 12)  # over all clauses, and again after each new look at whole texts
_FOLDS = 5
_SHRINK = 1.0  # of the weights of whole texts; from a quarter to four times as much, all is alike
_SWEEPS = 300
_LEAST_F1 = 0.5  # less tells of few texts rather than of the duty
_SCALE = 100  # weights are kept in hundredths
_LEAST = 2  # hundredths: smaller weights are left out
_THRESHOLDS = np.linspace(-1.0, 1.0, 101)
# of lines' beginnings: all found on held-out postings, which tell half as much and twice as much hardly apart
_FEWEST_SIGNS = 15
_MOST_SIGNS = 200  # a line; longer ones have lost line ends of their own
_EPOCHS = 6
_RATE, _DECAY = 0.3, 3e-4
_MOST_TOTAL = 30.0
_LEAST_TENTHS = 3
# of names that the taxonomy does not hold
_FEWEST_NAMES = 6  # a sign that fewer different names bear is a chance
_AGAIN = -0.6  # a name named a hundred times counts as six
# of unknown names how many are tools: in lists of tools, and alone in a line with one or beside it
_TOOLS_OF_UNKNOWN = {True: 0.6, False: 0.06}
_SHARES = {" ": 0.8, "=": 2.0}  # of the others a whole one


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text with the labels that readers gave it; what is `open` counts neither for nor against a label.

    Of a line they are said of the line, of a whole text of some place in it.
    """

    text: str
    kind: DocumentKind
    labels: frozenset[str]
    open: frozenset[str] = frozenset()
    title: str | None = None
    whole: bool = False
    cost: float = 1.0  # of a mistake on it
    picked: bool = False  # for being hard or telling, so that it tells nothing of how often a label is right


@dataclass(frozen=True, slots=True)
class Learnt:
    """A table of weights, and how well such weights did on lines held out from learning."""

    table: str
    given: int
    f1: dict[str, tuple[float, ...]] = field(default_factory=dict)

    def __str__(self) -> str:
        rows = [f"{one:22s} {' '.join(f'{v:.3f}' for v in values)}" for one, values in self.f1.items()]
        return "\n".join([f"{self.given:,} texts; F1 on lines, and on whole texts, held out:", *rows])


def read_lines(path: str | os.PathLike[str]) -> Iterator[Labelled]:
    """Yield the labelled lines of a file of JSON lines: `line`, `labels`, and maybe `kind`, `maybe`, `title`, `picked`.

    Raises:
        DocumentError: if the file cannot be read.
        InputError: with the place of the first line that is none.
    """
    for number, row in json_lines(path):
        try:
            plain = json.loads(row)
            is_picked = bool(plain.get("picked"))
            yield Labelled(
                plain["line"],
                plain.get("kind", "posting"),
                frozenset(plain["labels"]),
                frozenset(plain.get("maybe", ())),
                plain.get("title") or None,
                cost=1.0 if is_picked else _NATURAL_COST,
                picked=is_picked,
            )
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise InputError(
                f"{os.fspath(path)}:{number}: not a labelled line ({type(error).__name__}: {error}); "
                "expected JSON with 'line' and 'labels'"
            ) from error


def read_texts(path: str | os.PathLike[str], taxonomy: Taxonomy) -> Iterator[Labelled]:
    """Yield the texts of a gold file with the duties that they ask for or show; of themes gold says nothing.

    What its reader was unsure of (`duties_maybe`) counts neither way.

    Raises:
        DocumentError: if the file cannot be read.
        DataError: with every fault of every line.
    """
    themes = frozenset(theme.id for theme in taxonomy.themes)
    for row in read_gold(path):
        if row.gold.says("duties"):
            labels, title = frozenset(row.gold.duties), row.title or None
            unsure = themes | frozenset(row.gold.duties_maybe) - labels
            yield Labelled(row.text, row.kind, labels, unsure, title, whole=True, cost=_TEXT_COST)


def sentences_of(taxonomy: Taxonomy) -> Iterator[Labelled]:
    """Yield the sentences under `matches` and `rejects` of duties and themes; each speaks of its own label alone."""
    entries: list[DutyEntry | ThemeEntry] = [*(duty.entry for duty in taxonomy.duties), *taxonomy.themes]
    labels = frozenset(entry.id for entry in entries)
    for entry in entries:
        own = frozenset((entry.id,))
        for sentences, given in ((entry.matches, own), (entry.rejects, frozenset[str]())):
            for one in sentences:
                yield Labelled(one, "posting", given, labels - own, cost=_SENTENCE_COST, picked=True)


def learn(
    given: Iterable[Labelled], taxonomy: Taxonomy, texts: Iterable[str] = (), *, made_of: str = "own lines"
) -> Learnt:
    """Return weights learnt from labelled lines and whole texts, helped by unlabelled postings.

    Args:
        given: What people labelled; the taxonomy's own sentences are added.
        taxonomy: Its duties and themes are the labels, its words the signs.
        texts: Postings from which words learn what they are like.
        made_of: What it was made of, in words, for the head of the table.

    Raises:
        InputError: if a label has fewer than ten lines.
    """
    labels = [*(duty.id for duty in taxonomy.duties), *(theme.id for theme in taxonomy.themes)]
    known = _known_words(taxonomy)
    data = _Data([*given, *sentences_of(taxonomy)], labels, taxonomy, known, _vectors(texts, known))
    size = len(data.given)
    folds = data.folds()
    held_out = np.zeros((len(data.rows), len(labels)))
    for one in range(_FOLDS):
        data.score(held_out, np.flatnonzero(folds == one), data.fit(np.flatnonzero(folds != one)))
    thresholds, f1 = data.thresholds(held_out)
    of_texts, f1_of_texts = data.of_texts(held_out - thresholds, folds)
    for label, value in f1_of_texts.items():
        f1[label] = (*f1.get(label, ()), value)
    table = [
        "# What the words of a clause weigh for each duty and theme, in hundredths; made by `jdmatch taxonomy learn`,",
        f"# {date.today().isoformat()}, from {made_of}.",
        "# F1 on what was held out from learning (five folds), lines / whole texts: "
        + ", ".join(f"{label} {' / '.join(f'{v:.2f}' for v in values)}" for label, values in f1.items()),
        "# word | word pair (^ and $ are the edges) | beginning* of longer words | @family | =duty by rule |",
        "# >section | ~role by the title, ~number of concepts of data and machine learning | %kind | * always;",
        "# behind a colon what a whole text is weighed by: its best and second-best clause, and the same signs",
        *data.table(data.fit(np.arange(size)), thresholds, of_texts),
    ]
    return Learnt("\n".join(table) + "\n", size, f1)


def learn_line_starts(texts: Iterable[str], *, made_of: str = "own postings") -> str:
    """Return a table of what the words around weigh for the beginning of a line, learnt from postings.

    Args:
        texts: Postings; those with hardly any line ends tell nothing.
        made_of: What they are, in words, for the head of the table.

    Raises:
        InputError: if they have too few lines.
    """
    given = [list(_word_pairs(text)) for text in texts]
    rest = [one for number, some in enumerate(given) if number % _FOLDS for one in some]
    held_out = [one for some in given[::_FOLDS] for one in some]
    if not any(one.is_so for one in rest) or not any(one.is_so for one in held_out):
        raise InputError(
            f"{len(given):,} postings: too few lines to learn from; expected postings that kept their line ends"
        )
    weights = _weigh(rest, _common(rest))
    said = [(sum(weights.get(sign, 0) for sign in one.signs) > 0, one.is_so) for one in held_out]
    right = sum(one and begins for one, begins in said)
    precision = right / max(1, sum(one for one, _ in said))
    recall = right / sum(begins for _, begins in said)
    rows = sorted(_weigh([*rest, *held_out], _common([*rest, *held_out])).items())
    return "\n".join(
        [
            "# What the words around weigh for the beginning of a line, where a text lost its line ends, in tenths;",
            f"# made by `jdmatch taxonomy learn-lines`, {date.today().isoformat()}, from {made_of}.",
            f"# On every fifth of the postings, held out: precision {precision:.2f}, recall {recall:.2f}.",
            "# *shapes of the word before, the word and the word after | w the word (w. behind a stop) | p the word",
            "# before | n the word after; shapes: A a 0 by the first sign, C capitals, . : ) , by the last one before,",
            "# - of others, $ of none",
            *(f"{sign}\t{weight}" for sign, weight in rows),
            "",
        ]
    )


def learn_names(
    texts: Iterable[str], taxonomy: Taxonomy, *, doubtful: Iterable[str] = (), made_of: str = "own texts"
) -> str:
    """Return a table of what weighs for a name that the taxonomy does not hold, learnt from the names that it holds.

    Each known tool is read as if nobody knew it; what the taxonomy doesn't know is taken for no tool.

    Args:
        texts: Postings and CVs.
        taxonomy: What knows the tools, best after `jdmatch taxonomy suggest` found few names more in these texts.
        doubtful: Names that it doesn't hold and that are tools all the same, or may be: they tell nothing.
        made_of: What they are, in words, for the head of the table.

    Raises:
        InputError: if they have too few names.
    """
    reader, finder = PageReader(taxonomy, until="unlisted"), UnlistedFinder(taxonomy)
    open_ = {fold_surface(name.strip()) for name in doubtful}
    given = [
        one
        for text in texts
        for one in _names_of(Page.of(text), reader, finder, taxonomy)
        if one.is_so or one.name not in open_
    ]
    if (
        min(len({one.name for one in given if one.is_so is so}) for so in (True, False))
        < _FEWEST_NAMES * _FOLDS
    ):
        raise InputError(
            f"{len(given):,} names: too few to learn from; expected some hundred postings or CVs that name tools"
        )
    folds = [crc32(one.name.encode()) % _FOLDS for one in given]
    sums = {True: [0.0, 0.0], False: [0.0, 0.0]}
    for fold_ in range(_FOLDS):
        weights = _weigh_names(list(compress(given, (own != fold_ for own in folds))))
        for one in _costly(list(compress(given, (own == fold_ for own in folds)))):
            sums[one.is_so][0] += one.cost * (sum([weights.get(sign, 0) for sign in one.signs]) > 0)
            sums[one.is_so][1] += one.cost
    recall, wrong = (found / of for found, of in sums.values())
    return "\n".join(
        [
            "# What weighs for a name of a tool that the taxonomy does not hold, in tenths;",
            f"# made by `jdmatch taxonomy learn-names`, {date.today().isoformat()}, from {made_of}.",
            f"# Of the names that it holds, held out, {recall:.2f} were found; of what is none, {wrong:.2f}.",
            "# * always | s how it is written: a A by its words, C capitals and how many, = ordinary words, 0 figures",
            "# $ how it ends | p n what stands before and behind: a word, ? an unknown one, a sign, ^ . $ an edge, or",
            "# a known skill's kind and what parts it from it | b words before | > kind of text and section | t tools",
            "# in its line | l tools, unknown ones and other skills in its list | c how often it is named near by",
            *(f"{sign}\t{weight}" for sign, weight in sorted(_weigh_names(given).items())),
            "",
        ]
    )


class _Case(NamedTuple):
    """Where something is so or isn't, the signs of it, and what a mistake costs."""

    signs: Sequence[str]
    is_so: bool
    cost: float = 1.0
    name: str = ""
    is_listed: bool = False


def _names_of(page: Page, reader: PageReader, finder: UnlistedFinder, taxonomy: Taxonomy) -> Iterator[_Case]:
    """Yield the unknown names of a text, and its known tools as they would look if they were unknown."""
    reader.read(page)
    if page.language != "en":
        return
    low, skills, in_lists = page.folded.low, page.skills, page.in_lists
    for one in finder.candidates(page):
        yield _Case(one.signs, False, 1.0, low[one.start : one.end], one.member is not None)
    tools = {mark.concept for mark in skills if taxonomy.concepts[mark.concept].kind in ("tool", "language")}
    for concept in sorted(tools):
        own = {mark.start: mark.end for mark in skills if mark.concept == concept}
        page.skills = [mark for mark in skills if mark.start not in own]
        page.in_lists = {start: place for start, place in in_lists.items() if start not in own}
        page.unknown = {word for start, end in own.items() for word in words_of(low[start:end])}
        page.unknown -= taxonomy.language.words
        for one in finder.candidates(page, own):
            yield _Case(one.signs, True, 1.0, concept, one.member is not None)


def _weigh_names(given: Sequence[_Case]) -> dict[str, int]:
    """Return what weighs for a name; of signs that many different names bear."""
    names: dict[str, set[str]] = {}
    for one in given:
        for sign in one.signs:
            names.setdefault(sign, set()).add(one.name)
    return _weigh(_costly(given), [sign for sign, some in names.items() if len(some) >= _FEWEST_NAMES])


def _costly(given: Sequence[_Case]) -> list[_Case]:
    """Return names with their costs: the same name again counts less, and tools all in all by their usual share."""
    often = Counter((one.is_so, one.name) for one in given)
    found = [one._replace(cost=often[one.is_so, one.name] ** _AGAIN) for one in given]
    sums: dict[tuple[bool, bool], float] = {}
    for one in found:
        sums[one.is_listed, one.is_so] = sums.get((one.is_listed, one.is_so), 0.0) + one.cost
    scales = {
        (listed, True): share / (1 - share) * sums.get((listed, False), 0.0) / sums.get((listed, True), 1.0)
        for listed, share in _TOOLS_OF_UNKNOWN.items()
    }
    return [one._replace(cost=one.cost * scales.get((one.is_listed, one.is_so), 1.0)) for one in found]


def _common(given: Iterable[_Case]) -> list[str]:
    counts = Counter(sign for one in given for sign in one.signs)
    return [sign for sign, count in counts.items() if count >= _FEWEST_SIGNS]


def _word_pairs(text: str) -> Iterator[_Case]:
    """Yield what tells of a line's beginning before each capital and figure of a text, and whether one begins."""
    cased = fold(text).cased
    lines = cut_lines(cased)
    if len(lines) * _MOST_SIGNS < len(cased):
        return
    words = [
        (word, not number)
        for line in lines
        for number, word in enumerate(cased[line.first : line.end].split())
    ]
    for (before, _), (word, begins), (after, _) in zip(
        words, words[1:], [*words[2:], ("", False)], strict=False
    ):
        if word[0].isupper() or word[0].isdigit():
            yield _Case(signs_of(before, word, after), begins)


def _weigh(given: Sequence[_Case], kept: Iterable[str]) -> dict[str, int]:
    """Return the weights of a logistic model in tenths, found by gradients with steps that shrink (Adagrad)."""
    weights = dict.fromkeys(kept, 0.0)
    steps = dict.fromkeys(weights, 1e-6)
    known = [([sign for sign in one.signs if sign in weights], one.is_so, one.cost) for one in given]
    for _ in range(_EPOCHS):
        for signs, is_so, cost in known:
            total = sum([weights[sign] for sign in signs])
            missing = is_so - 1 / (1 + exp(-max(-_MOST_TOTAL, min(_MOST_TOTAL, total))))
            for sign in signs:
                gradient = (missing - _DECAY * weights[sign]) * cost
                steps[sign] += gradient * gradient
                weights[sign] += _RATE * gradient / sqrt(steps[sign])
    tenths = {sign: round(weight * 10) for sign, weight in weights.items()}
    return {sign: weight for sign, weight in tenths.items() if abs(weight) >= _LEAST_TENTHS}


def _known_words(taxonomy: Taxonomy) -> frozenset[str]:
    """Return the words that may bear a weight: ordinary ones and those of the taxonomy, no names of people or firms."""
    words = set(taxonomy.language.words)
    for surface in taxonomy.surfaces:
        words.update(duties.WORD.findall(surface))
    return frozenset({word for word in words if not word.isdigit()} | {"^", "$"})


class _Weights(NamedTuple):
    """The weights of features, and of the places of the vectors; a column for each label."""

    sparse: _Floats
    dense: _Floats


class _Data:
    """Labelled texts as numbers: each is a bag of clauses, and each clause a row."""

    def __init__(
        self,
        given: Sequence[Labelled],
        labels: Sequence[str],
        taxonomy: Taxonomy,
        known: frozenset[str],
        vectors: dict[str, _Floats],
    ) -> None:
        self.given, self.labels = given, labels
        counts = Counter(label for one in given if not one.whole for label in one.labels)
        if short := [f"{label} ({counts[label]})" for label in labels if counts[label] < _FOLDS * 2]:
            raise InputError(
                f"lines: too few with {', '.join(short)}; at least {_FOLDS * 2} lines of each label are needed"
            )
        self._vectors = vectors
        reader, finder = PageReader(taxonomy), duties.DutyFinder(taxonomy)
        found: list[Counter[str]] = []
        self._bags: list[list[int]] = []
        self._contexts: list[set[str]] = []
        for one in given:
            page = Page.of(one.text, title=one.title, kind=one.kind)
            reader.read(page)
            context = finder.context(page)
            clauses = [
                _keys(piece.words, {piece.section, *context, *piece.signs(finder.above)})
                for piece in finder.pieces(page)
            ] or [Counter()]
            self._bags.append(list(range(len(found), len(found) + len(clauses))))
            self._contexts.append(context)
            found += clauses
        seen = Counter(key for bag in self._bags for key in set().union(*(found[row] for row in bag)))
        kept = sorted(
            key
            for key, count in seen.items()
            if count >= _FEWEST_LINES
            and (key[0] in duties.SIGNS or key.endswith("*") or all(word in known for word in key.split(" ")))
        )
        self._at = {key: at for at, key in enumerate(kept, 1)}
        shares = (_SHARES.get(" " if " " in key else key[0], 1.0) for key in kept)
        self._shares = np.array([1.0, *shares])
        names = ["", *kept]
        self.rows = [np.array([0, *sorted(self._at[k] for k in keys if k in self._at)]) for keys in found]
        self._values = [
            self._shares[row] * np.array([1, *(keys[names[at]] for at in row[1:])])
            for row, keys in zip(self.rows, found, strict=True)
        ]
        self._dense = np.zeros((len(found), len(next(iter(vectors.values()), ()))))
        for at, keys in enumerate(found):
            for key in sorted(keys.keys() & vectors.keys()):
                self._dense[at] += _VECTOR_SHARE * vectors[key]
        self._signs = np.array([[1.0 if label in one.labels else -1.0 for label in labels] for one in given])
        self._counts = np.array([[label not in one.open for label in labels] for one in given])
        self._rising = [self._at[key] for key in kept if key[0] == "~" and key[1:].isdigit()]

    def folds(self) -> npt.NDArray[np.intp]:
        """Return the number of a fold for each text; a line of a whole text goes with it, being known from there."""
        folds = np.random.default_rng(1).permutation(len(self.given)) % _FOLDS
        whole = [i for i, one in enumerate(self.given) if one.whole]
        for i, one in enumerate(self.given):
            if not one.whole:
                folds[i] = next((folds[j] for j in whole if one.text in self.given[j].text), folds[i])
        return folds

    def fit(self, chosen: npt.NDArray[np.intp]) -> _Weights:
        """Return the weights of features and of the vectors' places, a column for each label.

        First from lines; then again with whole texts, and longer lines: what bears a label is some clause of them, so
        the one that the weights so far like best; what doesn't bear it bears it nowhere.
        """
        sizes = len(self._shares), self._dense.shape[1]
        weights = _Weights(*(np.zeros((size, len(self.labels))) for size in sizes))
        alphas = np.zeros((len(self.rows), len(self.labels)))
        order = np.random.default_rng(2)
        for turn, rounds in enumerate(_ROUNDS):
            wanted, costs = self._wanted(chosen, weights if turn else None)
            rows = np.flatnonzero(costs.any(axis=1))
            # a clause that has changed sides starts anew
            self._leave_out(weights, alphas, wanted, costs)
            for _ in range(rounds):
                self._round(order.permutation(rows), weights, alphas, wanted, costs)
        return weights

    def _wanted(self, chosen: npt.NDArray[np.intp], weights: _Weights | None) -> tuple[_Floats, _Floats]:
        """Return for each clause and label the side it should stand on, and what standing on the other one costs."""
        wanted = -np.ones((len(self.rows), len(self.labels)))
        costs = np.zeros_like(wanted)
        for i in chosen:
            bag = self._bags[i]
            cost = _COST * self.given[i].cost * self._counts[i]
            positive = self._signs[i] > 0
            if len(bag) == 1:
                wanted[bag[0]], costs[bag[0]] = self._signs[i], cost
                continue
            if weights is None:
                continue
            scores = np.array([self._score(row, weights) for row in bag])
            for row in bag:
                costs[row] = np.where(positive, 0.0, cost)
            for label in np.flatnonzero(positive):
                best = bag[int(scores[:, label].argmax())]
                wanted[best, label], costs[best, label] = 1.0, cost[label]
        return wanted, costs

    def _leave_out(self, weights: _Weights, alphas: _Floats, wanted: _Floats, costs: _Floats) -> None:
        """Take out of the weights what clauses gave to them that now stand on the other side, or on none."""
        sparse, dense = weights
        sides = np.sign(alphas)
        for row in np.flatnonzero((alphas != 0).any(axis=1)):
            gone = np.where((sides[row] != wanted[row]) | (costs[row] == 0), alphas[row], 0.0)
            if gone.any():
                sparse[self.rows[row]] -= self._values[row][:, None] * gone
                dense -= self._dense[row][:, None] * gone
                alphas[row] -= gone

    def _round(
        self, rows: npt.NDArray[np.intp], weights: _Weights, alphas: _Floats, wanted: _Floats, costs: _Floats
    ) -> None:
        """Move the share of each clause in the weights (its alpha, with the sign of its side) to where it is best."""
        sparse, dense = weights
        for i in rows:
            row, value, wide, sides = self.rows[i], self._values[i], self._dense[i], wanted[i]
            counts = costs[i] > 0
            slack = 1 / (2 * np.where(counts, costs[i], 1.0))
            own = alphas[i] * sides
            slope = sides * (value @ sparse[row] + wide @ dense) - 1 + own * slack
            moved = np.maximum(own - slope / (value @ value + wide @ wide + slack), 0.0) * counts
            step = (moved - own) * sides
            alphas[i] += step
            sparse[row] += value[:, None] * step
            dense += wide[:, None] * step
        # more that is about data never speaks against a duty, or a line more could lower a score
        sparse[self._rising] = np.maximum(sparse[self._rising], 0.0)

    def _score(self, row: int, weights: _Weights) -> _Floats:
        sparse: _Floats = self._values[row] @ weights.sparse[self.rows[row]]
        dense: _Floats = self._dense[row] @ weights.dense
        return sparse + dense

    def score(self, scores: _Floats, chosen: npt.NDArray[np.intp], weights: _Weights) -> None:
        """Fill in what weights say of the clauses of texts."""
        for i in chosen:
            for row in self._bags[i]:
                scores[row] = self._score(row, weights)

    def thresholds(self, scores: _Floats) -> tuple[_Floats, dict[str, tuple[float, ...]]]:
        """Return from which score of its best clause on a line bears each label, and the F1 there."""
        best, f1 = np.zeros(len(self.labels)), dict[str, tuple[float, ...]]()
        lines = np.array([not one.whole and not one.picked for one in self.given])
        most = np.array([scores[bag].max(axis=0) for bag in self._bags])
        true = self._signs > 0
        counts = self._counts & lines[:, None]
        alike = _best(most[counts], true[counts])
        for at, label in enumerate(self.labels):
            chosen = counts[:, at]
            if chosen.any():
                # few have a label, so half-way to what is best for all labels alike
                best[at] = (_best(most[chosen, at], true[chosen, at]) + alike) / 2
                f1[label] = (_f1(most[chosen, at] > best[at], true[chosen, at]),)
        return best, f1

    def of_texts(
        self, scores: _Floats, folds: npt.NDArray[np.intp]
    ) -> tuple[dict[str, _Floats], dict[str, float]]:
        """Return what decides whether a whole text bears each label, and the F1 on folds held out.

        The scores are those of clauses by weights that were learnt without their texts; from 0 on a lone line says yes.
        """
        chosen = np.array([i for i, one in enumerate(self.given) if one.whole], dtype=np.intp)
        rows: dict[str, _Floats] = {}
        f1: dict[str, float] = {}
        if not len(chosen):
            return rows, f1
        signs = sorted(set().union(*(self._contexts[i] for i in chosen)) - {duties.WHOLE})
        names = [duties.BEST, duties.SECOND, duties.ALWAYS, *(duties.OF_TEXT + sign for sign in signs)]
        rows = {name: np.zeros(len(self.labels)) for name in names}
        kinds = np.array([[1.0, *(sign in self._contexts[i] for sign in signs)] for i in chosen])
        # more of what speaks for a duty never speaks against it, or a line more could lower a score
        rising = np.array(
            [name[1:].lstrip("~").isdigit() or name in (duties.BEST, duties.SECOND) for name in names]
        )
        floor, ceiling = duties.FLOOR / _SCALE, duties.CEILING / _SCALE
        for at, label in enumerate(self.labels):
            best = [np.sort([floor, *scores[self._bags[i], at]])[:-3:-1] for i in chosen]
            given = np.hstack([(np.clip(best, floor, ceiling) - floor) / (ceiling - floor), kinds])
            true, counts = self._signs[chosen, at] > 0, self._counts[chosen, at]
            if counts.any():
                logits = np.zeros(len(chosen))
                for fold in range(_FOLDS):
                    own, others = folds[chosen] == fold, counts & (folds[chosen] != fold)
                    logits[own] = given[own] @ _logistic(given[others], true[others], rising)
                # F1 is highest where all is said whose chance is at least half of it, a little less than even
                least = max(_f1(logits[counts] > 0, true[counts]), _LEAST_F1) / 2
                more = float(np.log((1 - least) / least))
                f1[label] = _f1(logits[counts] > -more, true[counts])
                for name, weight in zip(names, _logistic(given[counts], true[counts], rising), strict=True):
                    rows[name][at] = weight
                rows[duties.ALWAYS][at] += more
        return rows, f1

    def table(self, weights: _Weights, thresholds: _Floats, of_texts: dict[str, _Floats]) -> Iterator[str]:
        """Yield the rows of the table, sorted."""
        sparse, dense = weights
        own = {key: self._shares[at] * sparse[at] for key, at in self._at.items()}
        for word, vector in self._vectors.items():
            own[word] = own.get(word, 0.0) + _VECTOR_SHARE * (vector @ dense)
        yield "\t".join(["feature", *self.labels])
        yield "\t".join(["*", *_cells(sparse[0] - thresholds, least=0)])
        for key, row in of_texts.items():
            yield "\t".join([key, *_cells(row, least=0)])
        for key in sorted(own):
            cells = _cells(own[key], least=_LEAST)
            if any(cells):
                yield "\t".join([key, *cells])


def _cells(weights: _Floats, least: int) -> list[str]:
    whole = [round(float(weight) * _SCALE) for weight in weights]
    return [str(weight) if abs(weight) >= least and weight else "" for weight in whole]


def _best(scores: _Floats, true: npt.NDArray[np.bool_]) -> float:
    """Return the middle of a wide hill of the F1 over thresholds, not a peak that a few texts made."""
    if not len(scores):
        return 0.0
    values = np.array([_f1(scores > t, true) for t in _THRESHOLDS])
    return float(_THRESHOLDS[np.convolve(np.pad(values, 5, "edge"), np.ones(11), "valid").argmax()])


def _logistic(given: _Floats, true: npt.NDArray[np.bool_], rising: npt.NDArray[np.bool_]) -> _Floats:
    """Return the weights of a logistic model, some of which may not fall below 0: found one after the other."""
    weights = np.zeros(given.shape[1])
    sides = np.where(true, 1.0, -1.0)
    steps = (given**2).sum(axis=0) / 4 + _SHRINK
    logits = np.zeros(len(given))
    for _ in range(_SWEEPS):
        for at, column in enumerate(given.T):
            slope = _SHRINK * weights[at] - column @ (sides / (1 + np.exp(sides * logits)))
            moved = weights[at] - slope / steps[at]
            moved = max(moved, 0.0) if rising[at] else moved
            logits += column * (moved - weights[at])
            weights[at] = moved
    return weights


def _f1(said: npt.NDArray[np.bool_], true: npt.NDArray[np.bool_]) -> float:
    return 2 * float((said & true).sum()) / max(float(said.sum() + true.sum()), 1.0)


def _keys(words: Sequence[str], signs: Iterable[str]) -> Counter[str]:
    """Return the features of a clause as the table writes them, with how often each counts there."""
    # of words each counts once, their beginnings once for every different word
    keys = Counter(f"{word[: duties.STEM]}*" for word in set(words) if len(word) > duties.STEM)
    keys.update({*words, *signs, *(f"{first} {second}" for first, second in duties.pairs_of(words))})
    return keys


# ------------------------------------------------------------------ vectors


def _vectors(texts: Iterable[str], known: frozenset[str]) -> dict[str, _Floats]:
    """Return a vector for each common word: words that keep like company have like vectors.

    How much more often than by chance two words stand near each other, as a matrix; its largest singular vectors.
    """
    counts: Counter[str] = Counter()
    sentences: set[tuple[str, ...]] = set()
    for text in texts:
        for line in fold(text).low.split("\n"):
            sentences.update(tuple(duties.WORD.findall(part)) for part in line.split(". "))
    for sentence in sentences:
        counts.update(sentence)
    words = [w for w, n in counts.most_common() if n >= _FEWEST_TEXTS and w in known][:_MOST_WORDS]
    if len(words) < _VECTOR * 2:
        return {}
    at = {word: i for i, word in enumerate(words)}
    near = np.zeros((len(words), len(words)), dtype=np.float32)
    for sentence in sorted(sentences):
        places = [at.get(word, -1) for word in sentence]
        for distance in range(1, _REACH + 1):
            firsts, seconds = np.array(places[:-distance]), np.array(places[distance:])
            if len(firsts):
                both = (firsts >= 0) & (seconds >= 0)
                np.add.at(near, (firsts[both], seconds[both]), 1 / distance)
    near += near.T
    often = near.sum(axis=1)
    chance = often**0.75 / float((often**0.75).sum())
    with np.errstate(divide="ignore", invalid="ignore"):
        near = np.log(near / (often[:, None] * chance[None, :]))
    near = np.where(np.isfinite(near), np.maximum(near, 0), 0).astype(np.float32)
    basis = np.random.default_rng(0).standard_normal((len(words), _VECTOR + 20)).astype(np.float32)
    for _ in range(4):
        basis, _ = np.linalg.qr(near @ (near.T @ basis))
    left, sizes, _ = np.linalg.svd(basis.T @ near, full_matrices=False)
    found = (basis @ left)[:, :_VECTOR] * np.sqrt(sizes[:_VECTOR])
    found /= np.linalg.norm(found, axis=1, keepdims=True) + 1e-9
    return {word: found[i].astype(np.float64) for word, i in at.items()}
