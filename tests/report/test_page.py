"""The page over a scored file: its data, its safety, and how it behaves in a browser."""

from __future__ import annotations

import base64
import csv
import gzip
import json
import re
import shutil
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from jdmatch.errors import BatchError, InputError
from jdmatch.report.page import read_rows, write_page

EVIL = "</script><script>alert(1)</script><img src=x onerror=alert(2)>\"'"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


class Tags(HTMLParser):
    """Collects tags and attributes."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs


def scored_file(path: Path, rows: list[dict[str, object]]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def row(**values: object) -> dict[str, object]:
    given = {
        "title": "ML Engineer",
        "company": "Acme",
        "url": "https://jobs.example/1",
        "description": "We need Python.",
    }
    ours = {
        "score": 71.5,
        "verdict": "close",
        "role": "ml-engineer",
        "matched": "programming;degree",
        "missing": "present",
    }
    return {**given, **ours, "required": "python", "preferred": "", "pay_min": "", "pay_max": "", **values}


def data_of(page: Path) -> dict[str, Any]:
    """Return what is packed in a page, its rows as dicts."""
    packed = re.search(r'id="data">([^<]*)<', page.read_text(encoding="utf-8"))
    assert packed
    data = json.loads(gzip.decompress(base64.b64decode(packed[1])))
    data["rows"] = [dict(zip(data["columns"], values, strict=True)) for values in data["rows"]]
    return data


def test_rows_stand_best_first(tmp_path: Path) -> None:
    rows = [row(title="Low", score=5), row(title="None", score=""), row(title="High", score=90.5)]
    page = tmp_path / "page.html"
    assert write_page(scored_file(tmp_path / "s.csv", rows), page) == (3, 3)
    assert [one["title"] for one in data_of(page)["rows"]] == ["High", "Low", "None"]


def test_fewer_rows_count_them_all(tmp_path: Path) -> None:
    scored = scored_file(tmp_path / "s.csv", [row(score=n) for n in range(10)])
    page = tmp_path / "page.html"
    assert write_page(scored, page, most=3) == (3, 10)
    assert "the page shows the best 3" in page.read_text(encoding="utf-8")


def test_markup_links_and_formulas_do_nothing(tmp_path: Path) -> None:
    rows = [
        row(title=EVIL, company="=cmd|' /C calc'!A0", url="javascript:alert(1)", description=EVIL, role=EVIL)
    ]
    page = tmp_path / "page.html"
    write_page(scored_file(tmp_path / "s.csv", rows), page, title=EVIL)
    found = Tags(page.read_text(encoding="utf-8"))
    assert found.tags.count("script") == 2  # the data and the page's own
    assert "img" not in found.tags
    assert not any(name.startswith("on") for name, _ in found.attributes)
    (only,) = data_of(page)["rows"]
    assert only["link"] == ""
    assert only["company"].startswith("'=cmd")


def test_page_asks_no_network(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    write_page(scored_file(tmp_path / "s.csv", [row(url="")]), page)
    found = Tags(page.read_text(encoding="utf-8"))
    assert not any(name in ("src", "href") for name, _ in found.attributes)
    policy = next(
        value for name, value in found.attributes if name == "content" and value and "default-src" in value
    )
    assert "default-src 'none'" in policy
    assert "script-src 'sha256-" in policy


def test_columns_renamed_by_batch_are_found(tmp_path: Path) -> None:
    rows = [{"title": "A", "score": "the input's own", "jdmatch_score": 33.0}]
    page = tmp_path / "page.html"
    write_page(scored_file(tmp_path / "s.csv", rows), page)
    assert data_of(page)["rows"][0]["score"] == 33.0


def test_unscored_file_says_how_to_go_on(tmp_path: Path) -> None:
    unscored = scored_file(tmp_path / "p.csv", [{"title": "A", "description": "Python"}])
    with pytest.raises(InputError, match=r"no column .score.*jdmatch batch"):
        write_page(unscored, tmp_path / "page.html")
    with pytest.raises(BatchError, match="no such file"):
        write_page(tmp_path / "nothing.csv", tmp_path / "page.html")


def test_ids_bear_the_names_people_use(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    write_page(scored_file(tmp_path / "s.csv", [row(missing="large-data")]), page)
    labels = data_of(page)["labels"]
    assert (labels["python"], labels["large-data"]) == ("Python", "large data")


def explained(tmp_path: Path, score: float) -> Path:
    scored = scored_file(tmp_path / "s.csv", [row(description="We need Python.", score=71.5)])
    evidence = {"concept": "python", "text": "Python", "start": 8, "end": 14, "stance": "required"}
    one = {"id": "programming", "points": 5.6, "weight": 7, "status": "met", "evidence": [evidence]}
    line = json.dumps({"row": 1, "score": score, "requirements": [one]})
    (tmp_path / "s.csv.explain.jsonl").write_text(line + "\n", encoding="utf-8")
    return scored


def test_evidence_beside_the_file_is_shown(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    write_page(explained(tmp_path, 71.5), page)
    data = data_of(page)
    assert data["requirements"] == ["programming"]
    assert data["rows"][0]["explain"] == [[0, 5.6, 7, "met", [[8, 14, "required", "Python"]]]]


def test_page_says_which_words_made_it(tmp_path: Path) -> None:
    write_page(
        scored_file(tmp_path / "s.csv", [row(made_with="jdmatch 9, taxonomy abc")]), tmp_path / "p.html"
    )
    assert "Made with jdmatch 9, taxonomy abc." in (tmp_path / "p.html").read_text(encoding="utf-8")


def test_evidence_of_another_run_is_left_out(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    write_page(explained(tmp_path, 12.0), page)
    assert data_of(page)["rows"][0]["explain"] is None


# ------------------------------------------------------------------ in a browser


@pytest.fixture
def browser():
    """A page in Debian's Chromium."""
    playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    if CHROMIUM is None:
        pytest.skip("no Chromium here to open the page: apt-get install chromium")
    with playwright.sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield opened
        opened.close()


def open_page(browser, page: Path, **options: Any):
    view = browser.new_context(**options).new_page()
    asked: list[str] = []
    view.on("request", lambda request: asked.append(request.url))
    view.goto(page.as_uri())
    view.wait_for_selector("body[data-ready]")
    assert [url for url in asked if not url.startswith(("file:", "blob:"))] == []
    return view


def titles(view) -> str:
    return " ".join(view.locator("#rows .open").all_inner_texts())


@pytest.fixture
def three(tmp_path: Path) -> Path:
    rows = [
        row(title="A", score=10, role="other", pay_min=100),
        row(title="Beta", score=90, pay_min=1000),
        row(title="C", score="", pay_min=""),
    ]
    write_page(scored_file(tmp_path / "s.csv", rows), tmp_path / "page.html")
    return tmp_path / "page.html"


def test_heads_sort_and_unknown_comes_last(browser, three) -> None:
    view = open_page(browser, three)
    assert titles(view) == "Beta A C"
    view.click("th[data-key=score] button")
    assert titles(view) == "A Beta C"
    view.click("th[data-key=title] button")
    assert titles(view) == "A Beta C"
    view.click("th[data-key=pay_sort] button")
    assert titles(view) == "Beta A C"
    assert view.get_attribute("th[data-key=pay_sort]", "aria-sort") == "descending"


def test_fields_and_bars_filter(browser, three) -> None:
    view = open_page(browser, three)
    view.fill("#least", "50")
    assert titles(view) == "Beta"
    view.click("#clear")
    view.click("button[aria-label^='role another role']")
    assert titles(view) == "A"
    assert view.inner_text("#shown") == "1 of 3 shown"
    view.click("#clear")
    view.fill("#find", "beta python")
    assert titles(view) == "Beta"
    view.fill("#find", "")
    view.click("button[aria-label^='score 90 to 100']")
    assert titles(view) == "Beta"


def test_row_opens_to_its_marked_text(browser, tmp_path) -> None:
    page = tmp_path / "page.html"
    write_page(explained(tmp_path, 71.5), page)
    view = open_page(browser, page)
    view.click("#rows .open")
    assert view.inner_text(".detail mark") == "Python"
    assert "5.6 of 7" in view.inner_text(".detail table")


def test_filtered_rows_are_saved(browser, three, tmp_path) -> None:
    view = open_page(browser, three)
    view.fill("#least", "50")
    with view.expect_download() as wanted:
        view.click("#export")
    wanted.value.save_as(tmp_path / "kept.csv")
    with (tmp_path / "kept.csv").open(encoding="utf-8", newline="") as file:
        assert [one["title"] for one in csv.DictReader(file)] == ["Beta"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_page_passes_axe(browser, tmp_path, scheme, width) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")
    page = tmp_path / "page.html"
    write_page(explained(tmp_path, 71.5), page)
    # the check injects a script of its own, which the page's policy would refuse
    view = open_page(
        browser, page, color_scheme=scheme, viewport={"width": width, "height": 900}, bypass_csp=True
    )
    view.click("#rows .open")
    found = axe.Axe().run(view).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []


def test_titles_are_whole_on_a_phone(browser, tmp_path) -> None:
    page = tmp_path / "page.html"
    long = "Principal Machine Learning Engineer, Recommendations and Personalisation Platform"
    write_page(scored_file(tmp_path / "s.csv", [row(title=long)]), page)
    view = open_page(browser, page, viewport={"width": 390, "height": 800})
    assert view.evaluate("document.documentElement.scrollWidth") <= 390
    assert view.evaluate("(e => e.scrollWidth <= e.clientWidth)(document.querySelector('.open'))")


def test_ten_thousand_rows_fit_one_small_file(browser, tmp_path) -> None:
    text = "You build and deploy models in Python for the data platform team number {}. " * 12
    rows = [
        row(title=f"Engineer {n}", score=n % 101, description=text.format(*[n] * 12)) for n in range(10_000)
    ]
    page = tmp_path / "page.html"
    write_page(scored_file(tmp_path / "s.csv", rows), page)
    assert page.stat().st_size < 10_000_000
    view = open_page(browser, page)
    assert view.inner_text("#where") == "page 1 of 200"
    assert view.locator("#rows tbody tr").count() == 50


def test_columns_are_known_by_german_names(tmp_path: Path) -> None:
    row = {
        "Stellentitel": "ML-Ingenieurin",
        "Beschreibung": "We need Python.",
        "Firma": "Muster",
        "Ort": "Ulm",
        "score": 50.0,
    }
    (read,) = read_rows(scored_file(tmp_path / "scored.csv", [row]))
    assert (read["title"], read["text"]) == ("ML-Ingenieurin", "We need Python.")
    assert (read["company"], read["location"]) == ("Muster", "Ulm")
