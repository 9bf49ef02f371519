"""Text that nobody sees counts for nothing and is noted, in whatever way a page hides it."""

from __future__ import annotations

import pytest

from jdmatch.documents.html import html_to_text, show_html
from jdmatch.documents.saved_page import read_html

HIDDEN_STYLES = [
    "display:none",
    "DISPLAY : None !important",
    "visibility:hidden",
    "visibility:collapse",
    "opacity:0",
    "opacity:.01",
    "font-size:0",
    "font-size:1px",
    "font:0/0 a",
    "color:#fff",
    "color:rgb(253,253,253)",
    "color:hsl(0 0% 100%)",
    "color:transparent",
    "color:rgba(0,0,0,0)",
    "color:#123456;background:#123456",
    "position:absolute;left:-9999px",
    "position:fixed;top:-200em",
    "text-indent:-9999px",
    "margin-left:-5000px",
    "height:0;overflow:hidden",
    "max-height:0;overflow:hidden",
    "width:1px;height:1px;overflow:hidden",
    "position:absolute;clip:rect(0,0,0,0)",
    "clip-path:inset(100%)",
    "transform:scale(0)",
    "transform:translateX(-9999px)",
    "filter:opacity(0%)",
    "displ\\61 y:none",
]
SHOWN_STYLES = [
    "display:block",
    "opacity:.9",
    "font-size:11px",
    "color:#777",
    "color:#fff;background:#123",
    "color:white;background-image:url(sky.jpg)",
    "color:#fff;background:linear-gradient(red,blue)",
    "text-indent:2em",
    "margin-left:-15px",
    "height:0",
    "position:relative;left:-2px",
    "transform:scale(1.05)",
    "clip-path:inset(0)",
    "background-clip:text;color:transparent;background:linear-gradient(red,blue)",
]


def _page(style: str, *, as_rule: bool) -> str:
    rule, inline = (f"<style>.a > .b {{{style}}}</style>", "") if as_rule else ("", f' style="{style}"')
    return f"{rule}<div class='a'><p>Nurse wanted</p><p class='b'{inline}>Python, SQL</p></div>"


@pytest.mark.parametrize("style", HIDDEN_STYLES)
@pytest.mark.parametrize("as_rule", [False, True])
def test_hidden_text_is_left_out(style: str, as_rule: bool) -> None:
    assert show_html(_page(style, as_rule=as_rule)) == ("Nurse wanted", 2)


@pytest.mark.parametrize("style", SHOWN_STYLES)
@pytest.mark.parametrize("as_rule", [False, True])
def test_shown_text_is_read(style: str, as_rule: bool) -> None:
    assert show_html(_page(style, as_rule=as_rule)) == ("Nurse wanted\nPython, SQL", 0)


@pytest.mark.parametrize(
    "html",
    [
        "<p>Nurse</p><p hidden>Python</p>",
        "<p>Nurse</p><p aria-hidden='true'>Python</p>",
        "<p>Nurse</p><font color='white'>Python</font>",
        "<body bgcolor='#000000' text='#000000'>Python<p style='color:#eee'>Nurse</p></body>",
        "<table><tr><td>Nurse</td><td style='display:none'>Python</td></tr></table>",
        "<table><tr style='display:none'><td>Python</td></tr><tr><td>Nurse</td></tr></table>",
        "<div style='color:#fff'><p style='color:#000'>Nurse</p>Python</div>",
        "<style>p:nth-child(2){font-size:0}</style><div><p>Nurse</p><p>Python</p></div>",
        "<style>#x{display:none}</style><p>Nurse</p><p id='x' class='y'>Python</p>",
        "<style>@media screen{.x{display:none}}</style><p>Nurse</p><p class='x'>Python</p>",
        "<style>/* } */ a::after{content:'}'} .x{display:none}</style><p>Nurse</p><p class='x'>Python</p>",
        "<style>.x{display:none!important}</style><p>Nurse</p><p class='x' style='display:block'>Python</p>",
    ],
)
def test_other_ways_of_hiding(html: str) -> None:
    assert show_html(html) == ("Nurse", 1)


@pytest.mark.parametrize(
    "html",
    [
        "<style>@media print{.x{display:none}}</style><p class='x'>Python</p>",
        "<style media='print'>.x{display:none}</style><p class='x'>Python</p>",
        "<style>@media (max-width: 600px){.x{display:none}}</style><p class='x'>Python</p>",
        "<style>.x{display:none} .x.open{display:block}</style><p class='x open'>Python</p>",
        "<style>.x{display:none}</style><p class='x' style='display:block'>Python</p>",
        "<style>body{visibility:hidden}</style><body><p>Python</p></body>",
        "<style>p:hover{display:none} p::after{display:none}</style><p>Python</p>",
        "<div style='visibility:hidden'><p style='visibility:visible'>Python</p></div>",
        "<div style='background:#222'><p style='color:#fff'>Python</p></div>",
        "<style>}}}{{{ .x{</style><p>Python</p>",
        "<style>!!, p{display:none} [[ {opacity:0}</style><div>Python</div>",
    ],
)
def test_what_only_seems_hidden_is_read(html: str) -> None:
    assert html_to_text(html) == "Python"


def test_a_page_notes_what_it_hides() -> None:
    document = read_html(_page("opacity:0", as_rule=True).encode(), "page.html")
    assert document.notes == ("hidden text left out: 2 word(s) that a reader cannot see",)


def test_a_hidden_heading_is_no_title() -> None:
    page = "<title>Nurse</title><h1 style='position:absolute;left:-999em'>ML Engineer</h1><p>Nurse</p>"
    assert read_html(page.encode(), "page.html").title == "Nurse"
