"""What people look at: marked texts, fits in a notebook, the page over a scored file, plots."""

from __future__ import annotations

import csv
import json
import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pytest

import jdmatch
from jdmatch.errors import BatchError, InputError
from jdmatch.report.page import write_page
from jdmatch.showing.html import marked_text, view_html
from jdmatch.showing.view import Mark

POSTING = """Machine Learning Engineer
Requirements
- 4+ years of Python and PyTorch
- A Bachelor's degree in Computer Science
- No Java needed
Nice to have
- Spark, Tableau
Pay: $120,000 to $150,000 a year
"""
EVIL = "</script><script>alert(1)</script><img src=x onerror=alert(2)>\"'"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
VOID = {"meta", "input", "br", "img", "link", "hr"}


class Balance(HTMLParser):
    """Collects tags, attributes and text, and fails where a tag is not closed."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def html_of(record) -> str:
    return view_html(record.view())


def parsed(html: str) -> Balance:
    balance = Balance()
    balance.feed(html)
    balance.close()
    assert balance.open == []
    return balance


# ------------------------------------------------------------------ marked text


def test_overlapping_marks_keep_the_text_whole() -> None:
    html = marked_text("abcdef", [Mark(0, 4, "duty", "d"), Mark(2, 6, "skill", "s"), Mark(2, 3, "fact", "f")])
    assert "".join(parsed(html).text) == "abcdef"
    assert 'class="duty skill fact" title="d; s; f">c</mark>' in html


def test_marks_outside_the_text_are_left_out() -> None:
    assert marked_text("abc", [Mark(1, 9, "skill", "s"), Mark(2, 2, "skill", "s")]) == "abc"


def test_a_text_of_megabytes_is_cut_with_a_note() -> None:
    html = marked_text("x" * 5_000_000, [Mark(4_000_000, 4_000_010, "skill", "s")])
    assert len(html) < 40_000
    assert "4,970,000 more characters" in html


# ------------------------------------------------------------------ notebook


def test_reading_shows_every_finding_in_its_text(matcher: jdmatch.Matcher) -> None:
    reading = matcher.read(POSTING)
    html = reading._repr_html_()
    assert html == html_of(reading)
    assert POSTING.splitlines()[2] in "".join(parsed(html).text)
    for skill in reading.skills:
        assert re.search(
            rf'class="[^"]*skill {skill.stance}[^"]*"[^>]*>{re.escape(skill.text)}</mark>', html
        ), skill


def test_fit_shows_score_requirements_and_words(matcher: jdmatch.Matcher) -> None:
    fit = matcher.score(POSTING)
    html = html_of(fit)
    text = "".join(parsed(html).text)
    assert f"{fit.score:.1f}" in text
    for requirement in fit.requirements:
        assert requirement.id in text
        assert all(" ".join(evidence.text.split()) in text for evidence in requirement.evidence[:3])


@pytest.mark.parametrize("text", ["", "   "])
def test_fit_of_nothing_says_so(matcher: jdmatch.Matcher, text: str) -> None:
    html = html_of(matcher.score(text))
    assert "no score" in html
    assert "0.0" not in html


def test_markup_in_a_posting_stays_text(matcher: jdmatch.Matcher) -> None:
    text = f"You need Python {EVIL} and {EVIL} SQL."
    for html in (html_of(matcher.read(text)), html_of(matcher.score(text, title=EVIL))):
        found = parsed(html)
        assert not {"script", "img"} & set(found.tags)
        assert not any(name.startswith("on") for name, _ in found.attributes)


def test_notebook_asks_no_network(matcher: jdmatch.Matcher) -> None:
    html = html_of(matcher.score(POSTING))
    assert not re.search(r"(?:src|href)=|url\(|@import", html)


def test_comparison_shows_both_texts(matcher: jdmatch.Matcher) -> None:
    cv = "SKILLS\nPython, pandas\nEXPERIENCE\n2019 - 2022 Engineer: built services in Python"
    html = html_of(matcher.compare(cv, POSTING))
    text = "".join(parsed(html).text)
    assert "Python" in text
    assert "PyTorch" in text


# ------------------------------------------------------------------ page


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


def test_page_shows_rows_best_first(tmp_path: Path) -> None:
    rows = [row(title="Low", score=5), row(title="None", score=""), row(title="High", score=90.5)]
    page = tmp_path / "page.html"
    assert write_page(scored_file(tmp_path / "s.csv", rows), page) == (3, 3)
    titles = re.findall(r"<summary><b>(.*?)</b>", page.read_text(encoding="utf-8"))
    assert titles == ["High", "Low", "None"]


def test_page_with_fewer_rows_counts_them_all(tmp_path: Path) -> None:
    scored = scored_file(tmp_path / "s.csv", [row(score=n) for n in range(10)])
    page = tmp_path / "page.html"
    assert write_page(scored, page, most=3) == (3, 10)
    assert "the page shows the best 3" in page.read_text(encoding="utf-8")


def test_page_escapes_markup_links_and_formulas(tmp_path: Path) -> None:
    rows = [
        row(title=EVIL, company="=cmd|' /C calc'!A0", url="javascript:alert(1)", description=EVIL, role=EVIL)
    ]
    page = tmp_path / "page.html"
    write_page(scored_file(tmp_path / "s.csv", rows), page, title=EVIL)
    html = page.read_text(encoding="utf-8")
    found = parsed(html)
    assert found.tags.count("script") == 1
    assert "img" not in found.tags
    assert not any(
        name.startswith("on") or "javascript:" in (value or "") for name, value in found.attributes
    )
    assert "'=cmd" in "".join(found.text)


def test_page_is_whole_in_itself_and_runs_its_own_script_only(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    write_page(scored_file(tmp_path / "s.csv", [row(url="")]), page)
    found = parsed(page.read_text(encoding="utf-8"))
    assert not any(name in ("src", "href") for name, _ in found.attributes)
    policy = next(
        value for name, value in found.attributes if name == "content" and value and "default-src" in value
    )
    assert "default-src 'none'" in policy
    assert "script-src 'sha256-" in policy


def test_page_over_columns_renamed_by_batch(tmp_path: Path) -> None:
    rows = [{"title": "A", "score": "the input's own", "jdmatch_score": 33.0}]
    page = tmp_path / "page.html"
    write_page(scored_file(tmp_path / "s.csv", rows), page)
    assert '<span class="score">33.0</span>' in page.read_text(encoding="utf-8")


def test_page_over_an_unscored_file_says_how_to_go_on(tmp_path: Path) -> None:
    unscored = scored_file(tmp_path / "p.csv", [{"title": "A", "description": "Python"}])
    with pytest.raises(InputError, match=r"no column .score.*jdmatch batch"):
        write_page(unscored, tmp_path / "page.html")
    with pytest.raises(BatchError, match="no such file"):
        write_page(tmp_path / "nothing.csv", tmp_path / "page.html")


HARNESS = """<script>
const get = (id) => document.getElementById(id);
const rows = () => [...document.querySelectorAll("#rows tbody tr")].filter((row) => !row.hidden);
const titles = () => rows().map((row) => row.cells[1].dataset.value).join(" ");
const heads = document.querySelectorAll("#rows th");
const seen = [titles()];
const set = (id, value) => { get(id).value = value; get(id).dispatchEvent(new Event("input")); seen.push(titles()); };
heads[0].click(); seen.push(titles());
heads[1].click(); seen.push(titles());
heads[6].click(); seen.push(titles());
set("least", "50"); set("least", ""); set("role", "other"); set("role", ""); set("find", "beta python");
document.title = JSON.stringify(seen);
</script></body>"""


@pytest.mark.skipif(
    CHROMIUM is None, reason="no Chromium here to run the page's script: apt-get install chromium"
)
def test_page_sorts_and_filters_in_a_browser(tmp_path: Path) -> None:
    rows = [
        row(title="A", score=10, role="other", pay_min=100),
        row(title="Beta", score=90, pay_min=1000),
        row(title="C", score="", pay_min=""),
    ]
    page = tmp_path / "page.html"
    write_page(scored_file(tmp_path / "s.csv", rows), page)
    html = re.sub(
        r"<meta http-equiv[^>]*>", "", page.read_text(encoding="utf-8")
    )  # else the harness may not run
    page.write_text(html.replace("</body>", HARNESS), encoding="utf-8")
    command = [
        str(CHROMIUM),
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        f"--user-data-dir={tmp_path / 'profile'}",
    ]
    done = subprocess.run(
        [*command, "--dump-dom", page.as_uri()], capture_output=True, text=True, timeout=60, check=True
    )
    found = re.search(r"<title>(\[.*?\])</title>", done.stdout)
    assert found
    by_default, by_score, by_title, by_pay, high, everything, other, again, words = json.loads(found[1])
    assert by_default == "Beta A C"
    assert by_score == "A Beta C"  # what has no score stays last
    assert by_title == "A Beta C"
    assert by_pay == "Beta A C"
    assert (high, everything, other, again, words) == ("Beta", "Beta A C", "A", "Beta A C", "Beta")
