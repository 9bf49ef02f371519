"""What people look at: marked texts, fits in a notebook, the page over a scored file, plots."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

import jdmatch
from jdmatch.showing.html import marked_text, view_html
from jdmatch.showing.view import Mark

EVIL = "</script><script>alert(1)</script><img src=x onerror=alert(2)>\"'"
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


def test_reading_shows_every_finding_in_its_text(matcher: jdmatch.Matcher, posting: str) -> None:
    reading = matcher.read(posting)
    html = reading._repr_html_()
    assert html == html_of(reading)
    assert posting.splitlines()[2] in "".join(parsed(html).text)
    for skill in reading.skills:
        assert re.search(
            rf'class="[^"]*skill {skill.stance}[^"]*"[^>]*>{re.escape(skill.text)}</mark>', html
        ), skill


def test_fit_shows_score_requirements_and_words(matcher: jdmatch.Matcher, posting: str) -> None:
    fit = matcher.score(posting)
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


def test_notebook_asks_no_network(matcher: jdmatch.Matcher, posting: str) -> None:
    html = html_of(matcher.score(posting))
    assert not re.search(r"(?:src|href)=|url\(|@import", html)


def test_comparison_shows_both_texts(matcher: jdmatch.Matcher, posting: str) -> None:
    cv = "SKILLS\nPython, pandas\nEXPERIENCE\n2019 - 2022 Engineer: built services in Python"
    html = html_of(matcher.compare(cv, posting))
    text = "".join(parsed(html).text)
    assert "Python" in text
    assert "PyTorch" in text
