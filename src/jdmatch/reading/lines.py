"""What does a clause say beyond the names in it? Learnt weights of words decide: duties, and themes such as large data.

Each clause is held against a linear model of its words, the pairs of neighbouring words, what the taxonomy found in it
and which rules of the duties it meets. Of a whole text, its two best clauses are then weighed together with what kind
of text it is: what a lone line leaves open, two of them settle in a posting for a data engineer, and the plainest one
is no duty of a nurse. The weights are whole numbers in taxonomy/language/line_weights.tsv, learnt by
`jdmatch.tools.learn`, so that a sum is the same on every machine.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from jdmatch.taxonomy.records import Taxonomy

WORD = re.compile(r"[a-z0-9+#']+")
_SPACED = {code: chr(code) if WORD.fullmatch(chr(code)) else " " for code in range(128)}
STEM = 4
SIGNS = frozenset("@=%>~")
MOST_WORDS = (
    60  # a text without stops is judged piece by piece; the longest lines that people labelled have as many
)
# One big number holds a weight for every label, each in a lane of its own: then one addition adds them all. A lane has
# room for sums of +-8 million hundredths; sixty words and their pairs stay far below one million.
_LANE = 24
_HALF = 1 << (_LANE - 1)
_MASK = (1 << _LANE) - 1
_MOST_STEMMED = 20_000  # words that are remembered beside those of the table
OF_TEXT = ":"  # begins what a whole text is weighed by
BEST, SECOND, ALWAYS = ":best", ":second", ":*"
# In a whole text a clause counts from a little below what a lone line must reach; and however sure, no more than a
# plain one, so that the other clause and the kind of text have their say. Both are the middle of what held-out texts
# don't tell apart.
FLOOR, CEILING = -40, 80
_MOST = CEILING - FLOOR  # what a clause can be worth, from the floor up: a whole one

Pair = tuple[str, str]
_Table = tuple[
    tuple[str, ...],
    int,
    dict[str, int],
    dict[str, int],
    dict[Pair, int],
    dict[str, int],
    dict[str, list[int]],
]


class LineModel:
    """The weights of a taxonomy, ready to judge clauses.

    >>> import jdmatch
    >>> model = LineModel(jdmatch.load_taxonomy())
    >>> model.labels[:3]
    ('collaborate', 'design', 'validate')
    >>> judged = model.start([]) + model.of_words(["optimize", "models"])
    >>> [model.labels[label] for label in model.says(judged)]
    ['optimize']
    """

    def __init__(self, taxonomy: Taxonomy) -> None:
        table = taxonomy.prepare("line weights", lambda: _table(taxonomy.language.line_weights))
        self.labels, self._bias, words, stems, self._pairs, self._signs, self._texts = table
        self._words = _Words(words, stems)
        self._lift = sum(_HALF << (_LANE * i) for i in range(len(self.labels)))
        self._to_floor = sum(-FLOOR << (_LANE * i) for i in range(len(self.labels)))

    def start(self, signs: Iterable[str]) -> int:
        """Return what a clause starts from: a sum for each label, lifted so that its lane's highest bit says yes."""
        return self._lift + self._bias + self.of_signs(signs)

    def of_signs(self, signs: Iterable[str]) -> int:
        """Return what signs add."""
        weights = self._signs
        return sum([weights[sign] for sign in signs if sign in weights])

    def of_words(self, words: Sequence[str]) -> int:
        """Return what the words of a clause, each once, and their pairs add."""
        total = sum(map(self._words.__getitem__, set(words)))
        return sum(filter(None, map(self._pairs.get, pairs_of(words))), total)

    def knows(self, sign: str) -> bool:
        """Return whether a sign weighs anything."""
        return sign in self._signs

    def says(self, judged: int) -> Iterator[int]:
        """Yield the labels that a clause bears, by number."""
        said = judged & self._lift
        while said:
            lowest = said & -said
            yield lowest.bit_length() // _LANE - 1
            said ^= lowest

    def score(self, judged: int, label: int) -> int:
        """Return the sum of a label: from 0 on it says yes."""
        return ((judged >> (_LANE * label)) & _MASK) - _HALF

    def may_show(self, judged: int) -> int:
        """Return a clause's sums seen from the floor, from where on it counts in a whole text; 0 where none does."""
        seen = judged + self._to_floor
        return seen if seen & self._lift else 0

    def of_text(self, signs: Iterable[str], clauses: Iterable[int]) -> dict[int, int]:
        """Return the labels that a whole text bears, each with the score from which a clause shows it.

        Args:
            signs: What kind of text it is.
            clauses: What `may_show` says of its clauses.
        """
        evidence: dict[int, list[int]] = {}
        for seen in clauses:
            for label in self.says(seen):
                evidence.setdefault(label, []).append(self.score(seen, label))
        rows = [
            self._texts[row] for row in (ALWAYS, *(OF_TEXT + sign for sign in signs)) if row in self._texts
        ]
        borne: dict[int, int] = {}
        for label, scores in evidence.items():
            best, second = sorted((*scores, 0), reverse=True)[:2]
            if rows and (of_best := self._texts[BEST][label]):
                weighed = of_best * min(best, _MOST) + self._texts[SECOND][label] * min(second, _MOST)
                bears = weighed + _MOST * sum(row[label] for row in rows) > 0
            else:  # learnt from lines alone
                bears = best + FLOOR >= 0
            if bears:
                borne[label] = min(0, best + FLOOR)
        return borne

    def gains(self, words: Sequence[str]) -> list[int]:
        """Return what each word adds together with the pair that it ends."""
        weights, pairs = self._words, self._pairs
        gains = [weights[word] for word in words]
        for at, pair in enumerate(pairwise(("^", *words))):
            if pair in pairs:
                gains[at] += pairs[pair]
        return gains

    def carried_by(self, gains: Sequence[int], label: int) -> tuple[int, int]:
        """Return the first and the last of the words that carried a label: the run with the highest sum.

        Of equal runs the earliest and shortest.
        """
        shift, lift = _LANE * label, self._lift
        first = last = begun = run = 0
        best: int | None = None
        for at, gain in enumerate(gains):
            weight = (((gain + lift) >> shift) & _MASK) - _HALF
            if run > 0:
                run += weight
            else:
                begun, run = at, weight
            if best is None or run > best:
                best, first, last = run, begun, at
        return first, last


class _Words(dict[str, int]):
    """The weights of words; a word not among them weighs what its beginning does."""

    def __init__(self, words: Mapping[str, int], stems: Mapping[str, int]) -> None:
        super().__init__(words)
        self._stems = stems
        self._most = len(words) + _MOST_STEMMED

    def __missing__(self, word: str) -> int:
        weight = self._stems.get(word[:STEM], 0) if len(word) > STEM else 0
        if len(self) < self._most:
            self[word] = weight
        return weight


def spaced(low: str) -> str:
    """Return a folded text with a blank for every sign of no word: splitting it is faster than searching for words.

    >>> spaced("c++, naïve bayes").split()
    ['c++', 'na', 've', 'bayes']
    """
    plain = low if low.isascii() else low.encode("ascii", "replace").decode("ascii")
    return plain.translate(_SPACED)


def pairs_of(words: Sequence[str]) -> Iterator[Pair]:
    """Return the pairs of neighbouring words, with the edges of the clause as words of their own.

    >>> list(pairs_of(["tune", "models"]))
    [('^', 'tune'), ('tune', 'models'), ('models', '$')]
    """
    return pairwise(("^", *words, "$"))


def _table(text: str) -> _Table:
    """Return a table of weights: labels, what always counts, words, beginnings, pairs, signs, and those of texts."""
    lines = [line for line in text.split("\n") if line and not line.startswith("#")]
    if not lines:
        return (), 0, {}, {}, {}, {}, {}
    words: dict[str, int] = {}
    stems: dict[str, int] = {}
    pairs: dict[Pair, int] = {}
    signs: dict[str, int] = {}
    texts: dict[str, list[int]] = {}
    for line in lines[1:]:
        feature, *cells = line.split("\t")
        if feature[0] == OF_TEXT:
            texts[feature] = [int(cell or 0) for cell in cells]
            continue
        weight = sum(int(cell) << (_LANE * i) for i, cell in enumerate(cells) if cell)
        first, _, second = feature.partition(" ")
        if second:
            pairs[first, second] = weight
        elif feature[0] in SIGNS or feature == "*":
            signs[feature] = weight
        elif feature.endswith("*"):
            stems[feature[:-1]] = weight
        else:
            words[feature] = weight
    for word in words:
        if len(word) > STEM:
            words[word] += stems.get(word[:STEM], 0)
    return tuple(lines[0].split("\t")[1:]), signs.pop("*", 0), words, stems, pairs, signs, texts
