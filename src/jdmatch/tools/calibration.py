"""Makes the reference that a score is held against: how real postings score, as a distribution, never as texts.

`load_profile` finds it beside the profile, and `Fit.percentile` tells the share of the reference that scores lower.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from jdmatch.errors import InputError
from jdmatch.scoring.scoring import score

if TYPE_CHECKING:
    from jdmatch.documents import Text
    from jdmatch.matcher import Matcher
    from jdmatch.reading.records import Reading

_STEPS = 200
_FEWEST = 50


@dataclass(frozen=True, slots=True)
class Reference:
    """How postings score against a profile: the scores at evenly spaced shares of them, lowest first."""

    profile: str
    postings: int
    made_of: str
    quantiles: tuple[float, ...]

    def __str__(self) -> str:
        quarters = [self.quantiles[round(share * (len(self.quantiles) - 1))] for share in (0.25, 0.5, 0.75)]
        low, middle, high = (f"{value:.1f}" for value in quarters)
        return f"{self.postings} postings against {self.profile}: quartiles {low}, {middle}, {high}"


def build_reference(
    matcher: Matcher, texts: Iterable[Text | Reading], *, made_of: str = "own postings"
) -> Reference:
    """Return how postings score, as a reference for the matcher's profile.

    Args:
        matcher: What reads and scores them.
        texts: The postings, as texts or as readings of them; what cannot be read is left out.
        made_of: What they are, in words, to be kept in the file.

    Raises:
        InputError: if fewer than fifty of them can be scored: that is no distribution.

    >>> import jdmatch
    >>> texts = ["Requirements: Python and PyTorch.", "Requirements: SQL and Excel."] * 30
    >>> reference = build_reference(jdmatch.load(), texts)
    >>> reference.postings, len(reference.quantiles)
    (60, 201)
    """
    from jdmatch.reading.records import Reading

    scores = []
    for text in texts:
        reading = text if isinstance(text, Reading) else matcher.read(text, kind="posting")
        value = score(reading, matcher.profile, matcher.taxonomy).score
        if value is not None:
            scores.append(value)
    if len(scores) < _FEWEST:
        raise InputError(
            f"texts: {len(scores)} of them could be scored; a reference needs at least {_FEWEST}, "
            "better some thousand of all trades"
        )
    scores.sort()
    last = len(scores) - 1
    quantiles = tuple(round(_between(scores, last * step / _STEPS), 2) for step in range(_STEPS + 1))
    return Reference(matcher.profile.id, len(scores), made_of, quantiles)


def _between(values: list[float], at: float) -> float:
    low = int(at)
    high = min(low + 1, len(values) - 1)
    return values[low] + (values[high] - values[low]) * (at - low)


def write_reference(reference: Reference, profile_path: str | os.PathLike[str]) -> Path:
    """Write a reference beside a profile file, where it is found from then on; return its path."""
    from jdmatch.taxonomy.profile_files import reference_path

    path = reference_path(Path(profile_path))
    # one number a line: a diff then shows what moved
    path.write_text(json.dumps(asdict(reference), indent=1) + "\n", encoding="utf-8", newline="\n")
    return path
