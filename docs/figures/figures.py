"""The figures that README.md and the docs show: measured into JSON, drawn by cog.

    python docs/figures/figures.py accuracy GOLD    evaluators and labelled texts in GOLD -> accuracy.json
    python docs/figures/figures.py pictures         docs/images/ from examples/postings.csv and the notebooks
    python tests/benchmarks/run.py table --json docs/figures/performance.json

`just docs` writes the pages anew from these files.
"""

from __future__ import annotations

import base64
import json
import re
import shutil
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
IMAGES = ROOT / "docs" / "images"
EVALUATIONS = {
    "postings": ["evaluate.py", "dev_postings.jsonl", "--half", "prove", "--json"],
    "cvs": ["evaluate.py", "dev_cvs.jsonl", "--half", "prove", "--json"],
    "lines": ["lines.py", "lines_dev.jsonl", "--half", "prove"],
}
COUNTED = {
    "hard skills": "skills: languages, tools, methods",
    "soft skills": "soft skills",
    "duties": "duties",
    "years of a skill": "years of a skill",
    "degree fields": "fields of the degree",
    "certifications": "certificates",
}
JUDGED = {
    "min_years": "least years of experience",
    "degree level": "level of the degree",
    "degree stance": "degree required or preferred",
    "level": "level of the post",
    "pay": "pay",
    "role": "role",
}
LINE = re.compile(r"(.+?)\s+P ([\d.]+)\s+R ([\d.]+)\s+F1 ([\d.]+)\s+gold (\d+), found (\d+)")


# ------------------------------------------------------------------ measuring


def measure_accuracy(gold: Path) -> None:
    """Run the evaluators over the half that nothing was learned from, and keep what they say."""
    kept: dict[str, Any] = {"date": datetime.now(UTC).date().isoformat()}
    for name, (script, texts, *options) in EVALUATIONS.items():
        command = [sys.executable, str(gold / script), str(gold / texts), *options]
        told = subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout
        found = json.loads(told) if "--json" in options else _of_lines(told)
        kept[name] = {"command": " ".join(["python", script, texts, *options]), **_rounded(found)}
    (HERE / "accuracy.json").write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")


def _of_lines(told: str) -> dict[str, Any]:
    rows = {}
    for name, p, r, f1, labelled, found in LINE.findall(told):
        rows[name.strip()] = {
            "p": float(p),
            "r": float(r),
            "f1": float(f1),
            "gold": int(labelled),
            "found": int(found),
        }
    return rows


def _rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _rounded(one) for key, one in value.items()}
    return round(value, 4) if isinstance(value, float) else value


def take_pictures() -> None:
    """Take the picture of the report in a browser, and the drawings out of the notebooks."""
    from PIL import Image
    from playwright.sync_api import sync_playwright

    IMAGES.mkdir(exist_ok=True)
    browser = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        scored, page = Path(folder) / "postings.csv", Path(folder) / "page.html"
        jdmatch = [sys.executable, "-m", "jdmatch"]
        postings = str(ROOT / "examples" / "postings.csv")
        subprocess.run(
            [*jdmatch, "batch", postings, "-o", str(scored), "--explain"], check=True, capture_output=True
        )
        subprocess.run(
            [*jdmatch, "report", str(scored), "-o", str(page), "--title", "40 postings"],
            check=True,
            capture_output=True,
        )
        opened = driver.chromium.launch(executable_path=browser, args=["--no-sandbox", "--disable-gpu"])
        view = opened.new_context(viewport={"width": 1200, "height": 1500}).new_page()
        view.goto(page.as_uri())
        view.wait_for_selector("body[data-ready]")
        view.locator("#rows .open").first.click()
        view.screenshot(path=str(IMAGES / "report.png"))
        opened.close()
    report = Image.open(IMAGES / "report.png").convert("RGB").quantize(200, dither=Image.Dither.NONE)
    report.save(IMAGES / "report.png", optimize=True)
    for notebook in sorted((ROOT / "examples").glob("*.ipynb")):
        drawn = [
            output["data"]["image/png"]
            for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]
            for output in cell.get("outputs", ())
            if "image/png" in output.get("data", {})
        ]
        for number, picture in enumerate(drawn, start=1):
            content = base64.b64decode("".join(picture))
            (IMAGES / f"{notebook.stem}_{number}.png").write_bytes(content)


# ------------------------------------------------------------------ drawing


def read(name: str) -> dict[str, Any]:
    """Return the figures of one file."""
    found: dict[str, Any] = json.loads((HERE / f"{name}.json").read_text(encoding="utf-8"))
    return found


def readme_table() -> str:
    """Return the few figures that README.md shows, each with a link to how it was measured."""
    accuracy = read("accuracy")
    postings, cvs = accuracy["postings"], accuracy["cvs"]
    rows = [
        "| on texts it never learned from | postings | CVs |",
        "|---|---|---|",
        f"| labelled texts | {postings['documents']} | {cvs['documents']} |",
        f"| skills found: F1 | {postings['hard skills']['f1']:.2f} | {cvs['hard skills']['f1']:.2f} |",
        f"| required, preferred or mentioned: right | {postings['stance']['accuracy']:.0%} | n/a |",
        f"| duties found: F1 | {postings['duties']['f1']:.2f} | {cvs['duties']['f1']:.2f} |",
        f"| role, level: right | {_right(postings, 'role')}, {_right(postings, 'level')} "
        f"| {_right(cvs, 'role')}, {_right(cvs, 'level')} |",
        f"| score against people's grades: Spearman | {postings['fit']['posting']['spearman']:.2f} "
        f"| {cvs['fit']['cv']['spearman']:.2f} |",
        "",
        f"Reading and scoring a posting takes {_milliseconds('mixed postings ('):.1f} ms of one core; "
        f"{_milliseconds('PhraseMatcher'):.1f} ms go into looking the same names up with spaCy's `PhraseMatcher`.",
    ]
    return "\n".join(rows)


def _right(rows: dict[str, Any], name: str) -> str:
    return f"{rows['exact'][name]['accuracy']:.0%}"


def counted_table(name: str) -> str:
    """Return precision, recall and F1 of what is counted in one set."""
    rows = read("accuracy")[name]
    lines = ["| what | precision | recall | F1 | labelled | found |", "|---|---|---|---|---|---|"]
    for key, says in COUNTED.items() if name != "lines" else ((one, one) for one in rows if one != "command"):
        if row := rows.get(key):
            lines.append(
                f"| {says} | {row['p']:.3f} | {row['r']:.3f} | {row['f1']:.3f} | {row['gold']:,} | {row['found']:,} |"
            )
    return "\n".join(lines)


def judged_table(name: str) -> str:
    """Return how often what is said once of a text is right, and how the score stands to people's grades."""
    rows = read("accuracy")[name]
    lines = ["| what | right | of |", "|---|---|---|"]
    if name == "postings":
        lines.append(
            f"| required, preferred, mentioned or negated | {rows['stance']['accuracy']:.1%} | each skill |"
        )
    for key, says in JUDGED.items():
        if row := rows["exact"].get(key):
            lines.append(f"| {says} | {row['accuracy']:.1%} | {row['of']} texts |")
    (fit,) = rows["fit"].values()
    lines += ["", "| the score against a person's grade from 0 to 4 | |", "|---|---|"]
    lines.append(f"| Spearman's rank correlation | {fit['spearman']:.3f} |")
    for key, says in (("auc fit>=3", "3 or 4 stands above the others: area under the curve"),):
        if key in fit:
            lines.append(f"| {says} | {fit[key]:.3f} |")
    medians = ", ".join(
        f"{grade}: {value:.0f}" for grade, value in sorted(fit["median score by fit"].items())
    )
    lines.append(f"| median score by grade | {medians} |")
    return "\n".join(lines)


def command(name: str) -> str:
    """Return when and how a set was measured."""
    kept = read("accuracy")
    return f"Measured on {kept['date']} with `{kept[name]['command']}`."


def performance_table() -> str:
    """Return the table of the benchmark, and when and on what it ran."""
    kept = read("performance")["table"]
    rows = [line for line in kept["lines"] if "not installed" not in line]
    busy = "busy with other work" if kept["load"] is None else f"at a load of {kept['load']}"
    told = f"Measured on {kept['date']} over {kept['texts']}, {kept['cores']} cores, {busy}."
    return "\n".join(rows) + f"\n\n{told}"


def _milliseconds(row: str) -> float:
    """Return what a row of the benchmark's table took a text."""
    line = next(line for line in read("performance")["table"]["lines"] if row in line)
    return float(re.findall(r"([\d.]+) ms", line)[-1])


def peers_table(kind: str) -> str:
    """Return what other tools reached when they were measured."""
    kept = read("peers")
    heads, rows = kept[kind]["heads"], kept[kind]["rows"]
    lines = [f"| {' | '.join(heads)} |", "|" + "---|" * len(heads)]
    lines += [f"| {' | '.join(map(str, row))} |" for row in rows]
    return "\n".join(lines)


def verdicts_table() -> str:
    """Return from which score on which verdict holds, and how many of the reference postings reach it."""
    import jdmatch

    profile = jdmatch.load_profile("ml-engineer")
    reference = json.loads(
        (ROOT / "taxonomy" / "profiles" / "ml-engineer.reference.json").read_text(encoding="utf-8")
    )
    quantiles = reference["quantiles"]
    lines = ["| from | verdict | reference postings that reach it |", "|---|---|---|"]
    for verdict in profile.verdicts:
        share = sum(value >= verdict.least for value in quantiles) / len(quantiles)
        lines.append(f"| {verdict.least:g} | {verdict.posting} | {share:.0%} |")
    lines += ["", f"The reference: {reference['made_of']}."]
    return "\n".join(lines)


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["accuracy", folder]:
            measure_accuracy(Path(folder))
        case ["pictures"]:
            take_pictures()
        case _:
            sys.exit(__doc__)
