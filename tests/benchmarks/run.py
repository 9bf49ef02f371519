"""How fast, how large, how it grows. One command; the figures of docs/performance.md and docs/sizing.md come from it.

    python tests/benchmarks/run.py                        all of it, in a few minutes
    python tests/benchmarks/run.py table --csv FILE       the table of docs/performance.md, over your own postings
    python tests/benchmarks/run.py table --json docs/figures/performance.json    and keep it, for the page
    python tests/benchmarks/run.py memory --rows 10000 100000 1000000
    python tests/benchmarks/run.py kills --rows 50000 --kills 20

Wall-clock times mean something only on idle cores; ratios are of CPU time, taken in turns within one run.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

if __name__ == "__main__":
    sys.path[:0] = [str(Path(__file__).parents[2] / "src"), str(Path(__file__).parent)]

PARTS = ("table", "load", "speed", "taxonomy", "workers", "memory", "kills")


def main() -> None:
    """Run what was asked for and print it."""
    import figures
    from variations import EXAMPLES, read_postings

    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "parts", nargs="*", default=[], help=f"any of {', '.join(PARTS)}; all but kills when none is named"
    )
    parser.add_argument(
        "--csv", type=Path, default=EXAMPLES, help="the postings; the examples when none are given"
    )
    parser.add_argument("--text", default="description", help="the column of the texts")
    parser.add_argument("--rows", type=int, nargs="+", help="how many rows; several for memory")
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2], help="how many workers")
    parser.add_argument(
        "--sizes", type=int, nargs="+", default=[1, 10, 50], help="how many times the taxonomy"
    )
    parser.add_argument("--kills", type=int, default=20, help="how often the run is killed")
    parser.add_argument("--folder", type=Path, help="where the files go; they are removed when none is given")
    parser.add_argument("--json", type=Path, help="keep what is printed in this file too, part by part")
    given = parser.parse_args()
    if unknown := set(given.parts) - set(PARTS):
        parser.error(f"unknown: {', '.join(sorted(unknown))}; expected any of {', '.join(PARTS)}")
    postings = [{**row, "description": row[given.text]} for row in read_postings(given.csv)]
    characters = sum(len(p["description"]) for p in postings) / len(postings)
    print(f"{len(postings):,} postings of {characters:,.0f} characters")  # noqa: T201
    kept: dict[str, dict[str, object]] = {}
    if given.json and given.json.is_file():
        kept = json.loads(given.json.read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        for part in given.parts or PARTS[:-1]:
            lines: list[str] = []
            for line in figures.MEASURES[part](postings, folder, given):
                print(line, flush=True)  # noqa: T201
                lines.append(line)
            kept[part] = {
                "date": datetime.now(UTC).date().isoformat(),
                "texts": f"{len(postings):,} postings of {characters:,.0f} characters on average",
                "cores": os.cpu_count(),
                "load": round(os.getloadavg()[0], 1),
                "lines": lines,
            }
    if given.json:
        given.json.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
