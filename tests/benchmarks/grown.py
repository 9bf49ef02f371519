"""A taxonomy made larger: the real words, and each of them again with made-up words behind it."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jdmatch.taxonomy.records import Taxonomy


def grown(taxonomy: Taxonomy, size: int) -> Taxonomy:
    """Return a taxonomy with `size` times the surfaces."""
    randomly = random.Random(3)
    concepts, surfaces = dict(taxonomy.concepts), dict(taxonomy.surfaces)
    for copy in range(1, size):
        for one in taxonomy.concepts.values():
            concepts[f"{one.id}-{copy}"] = one._replace(
                id=f"{one.id}-{copy}", label=f"{one.label} {copy}", rules=()
            )
        for text, surface in taxonomy.surfaces.items():
            word = "".join(randomly.choices("bcdfgklmnprstvz", k=2)) + randomly.choice("aeiou") + f"{copy}"
            surfaces[f"{text} {word}"] = surface._replace(concept=f"{surface.concept}-{copy}", rule=-1)
    return replace(taxonomy, concepts=concepts, surfaces=surfaces, hash=f"{taxonomy.hash}-{size}")
