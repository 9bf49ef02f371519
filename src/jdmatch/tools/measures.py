"""How far readings and scores are from gold: precision and recall, rank correlation, AUC."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(slots=True)
class Finds:
    """How many of the gold items were found, and how many of the found ones are right.

    >>> finds = Finds()
    >>> finds.add(gold={"design", "validate"}, found={"design", "monitor", "present"})
    >>> finds.precision, finds.recall, round(finds.f1, 3)
    (0.3333333333333333, 0.5, 0.4)
    """

    gold: int = 0
    hit: int = 0
    found: int = 0
    right: int = 0

    def add(self, *, gold: set[str], found: set[str]) -> None:
        """Count two sets of the same kind of thing."""
        self.gold += len(gold)
        self.found += len(found)
        self.hit += len(gold & found)
        self.right += len(gold & found)

    @property
    def precision(self) -> float:
        """The share of the found items that are right."""
        return self.right / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        """The share of the gold items that were found."""
        return self.hit / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of both."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    def to_dict(self) -> dict[str, float]:
        """Return the measures as plain values."""
        values = {"precision": self.precision, "recall": self.recall, "f1": self.f1}
        return {**values, "gold": self.gold, "found": self.found}


@dataclass(slots=True)
class Share:
    """How many of the answers are right."""

    right: int = 0
    of: int = 0

    def add(self, right: bool) -> None:
        """Count an answer."""
        self.of += 1
        self.right += right

    @property
    def accuracy(self) -> float:
        """The share of the answers that are right."""
        return self.right / self.of if self.of else 0.0

    def to_dict(self) -> dict[str, float]:
        """Return the measure as plain values."""
        return {"accuracy": self.accuracy, "of": self.of}


def ranks(values: Sequence[float]) -> list[float]:
    """Return the rank of every value, from 0; equal values share the mean of their ranks.

    >>> ranks([30, 10, 30])
    [1.5, 0.0, 1.5]
    """
    places: dict[float, list[int]] = {}
    for place, value in enumerate(sorted(values)):
        places.setdefault(value, []).append(place)
    return [sum(places[value]) / len(places[value]) for value in values]


def spearman(first: Sequence[float], second: Sequence[float]) -> float | None:
    """Return the rank correlation of two rows of values; None where it is not defined.

    >>> spearman([1, 2, 3], [10, 20, 90])
    1.0
    >>> spearman([1, 2, 3], [5, 5, 5]) is None
    True
    """
    if len(first) < 3:
        return None
    a, b = ranks(first), ranks(second)
    mean = (len(a) - 1) / 2  # ranks run from 0 to n - 1, ties or not
    together = sum((x - mean) * (y - mean) for x, y in zip(a, b, strict=True))
    spread = sum((x - mean) ** 2 for x in a) * sum((y - mean) ** 2 for y in b)
    return together / float(spread**0.5) if spread else None


def auc(scores: Sequence[float], is_positive: Sequence[bool]) -> float | None:
    """Return how often a positive scores above a negative, ties counting half; None where one side is empty.

    >>> auc([90, 60, 60, 5], [True, True, False, False])
    0.875
    """
    positive = [rank for rank, yes in zip(ranks(scores), is_positive, strict=True) if yes]
    n, m = len(positive), len(scores) - len(positive)
    return (sum(positive) - n * (n - 1) / 2) / (n * m) if n and m else None
