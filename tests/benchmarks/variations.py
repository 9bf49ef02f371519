"""Any number of postings from a few real ones: each one different, as postings are that are posted again and again."""

from __future__ import annotations

import csv
import gzip
import random
import re
from collections.abc import Iterator
from pathlib import Path

EXAMPLES = Path(__file__).parents[2] / "examples" / "postings.csv"
_CITIES = ["Pune", "Leeds", "Austin", "Lyon", "Kraków", "Nairobi", "Lima", "Osaka", "Hyderabad", "Berlin"]
_NUMBER = re.compile(r"\b\d{1,3}\b")


def read_postings(path: Path = EXAMPLES) -> list[dict[str, str]]:
    """Return the rows of a CSV file, plain or .gz."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def vary(postings: list[dict[str, str]], count: int, seed: int = 1) -> Iterator[dict[str, str]]:
    """Yield `count` postings: other numbers, another order of lines, another city, and an address seen nowhere else."""
    randomly = random.Random(seed)
    for number in range(count):
        posting = dict(postings[number % len(postings)])
        text = posting["description"]
        if number >= len(postings):
            text = _NUMBER.sub(lambda found: str(max(1, int(found[0]) + randomly.randint(-2, 2))), text)
            lines = text.split("\n")
            if len(lines) > 4:
                place = randomly.randrange(1, len(lines) - 2)
                lines[place], lines[place + 1] = lines[place + 1], lines[place]
            where = f"{randomly.choice(_CITIES)}, https://jobs.example/{randomly.getrandbits(64):x}"
            text = "\n".join([*lines, where])
        yield {**posting, "id": f"{posting.get('id', '')}-{number}", "description": text}


def write_variations(path: Path, count: int, postings: list[dict[str, str]]) -> Path:
    """Write `count` postings to a CSV file."""
    columns = list(dict.fromkeys(["id", *postings[0]]))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(vary(postings, count))
    return path
