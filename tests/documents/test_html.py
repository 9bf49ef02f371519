from __future__ import annotations

import pytest

from jdmatch import documents
from jdmatch.documents import html_to_text
from jdmatch.documents.saved_page import read_html


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("", ""),
        ("Just words", "Just words"),
        ("Line one\nLine two", "Line one\nLine two"),
        ("<p>Line one\nstill one</p>", "Line one still one"),
        ("<b>Bold</b>\nLine two", "Bold\nLine two"),
        ("<p>Py<b>Tor</b>ch <i>and </i>R</p>", "PyTorch and R"),
        ("<p>one</p><p>two</p>", "one\ntwo"),
        ("<div>one<div>two</div>three</div>", "one\ntwo\nthree"),
        ("one<br>two<br/><br>three", "one\ntwo\n\nthree"),
        ("<ul><li>one<ul><li>in one</li></ul></li><li><p>two</p></li></ul>", "- one\n- in one\n- two"),
        ("<ul><li>• one</li></ul><p>·  two</p>", "- one\n- two"),
        ("<ol><li>one</li></ol>", "- one"),
        ("<p>a</p><h3>You <b>have</b></h3><p>b</p>", "a\n\nYou have\nb"),
        ("<p>a</p><p><strong>You have</strong></p><p>b</p>", "a\n\nYou have\nb"),
        ("<p>a</p><p><strong>Python</strong> is needed</p>", "a\nPython is needed"),
        ("<table><tr><th>Skill<th>Years</tr><tr><td>R<td>5</tr></table>", "Skill | Years\nR | 5"),
        ("<table><tr><td><p>a</p><p>b</p></td><td>c</td></tr></table>", "a\nb\nc"),
        ("<dl><dt>Pay</dt><dd>£650/day</dd></dl>", "Pay\n£650/day"),
        ("<pre>one\n  two</pre>", "one\ntwo"),
        ("C++ &amp; R&nbsp;&lt;3", "C++ & R <3"),
        ("data&shy;base, Java<wbr>Script", "database, JavaScript"),
        ("<p>a</p><script>b()</script><style>c{}</style><noscript>d</noscript><!-- e -->", "a"),
        ("<nav>Home</nav><p>a</p><footer>(c)</footer><button>Apply</button>", "a"),
        ("<p>Python and SQL</p><form><label>Name</label><input></form>", "Python and SQL"),
        ("<form><p>A page in one form</p><button>Go</button></form>", "A page in one form"),
        ("<p hidden>x</p><p style='display: none'>y</p><p aria-hidden='true'>z</p><p>a</p>", "a"),
        ("<p>a</p><span class='sr-only'>Required</span>", "a"),
        ("<div id='cookie-notice'>Cookies</div><p>Python, SQL and Spark</p>", "Python, SQL and Spark"),
        ("<a>Python</a><a>SQL</a>", "Python SQL"),
        ("<span class='tag'>Python</span><span class='tag'>SQL</span>", "Python SQL"),
        ("<span class='c1'>Py</span><span class='c2'>thon</span>", "Python"),
        ("<span>Py</span><span>thon</span>", "Python"),
        ("<p>vector&lt;int&gt; and a &lt;br&gt; tag</p>", "vector<int> and a <br> tag"),
    ],
)  # fmt: skip
def test_html_to_text(html: str, text: str) -> None:
    assert html_to_text(html) == text


@pytest.mark.parametrize(
    "html",
    [
        "&lt;p&gt;Python&lt;/p&gt;&lt;ul&gt;&lt;li&gt;C++ &amp;amp; R&lt;/li&gt;&lt;/ul&gt;",
        "&amp;lt;p&amp;gt;Python&amp;lt;/p&amp;gt;&amp;lt;li&amp;gt;C++ &amp;amp;amp; R&amp;lt;/li&amp;gt;",
        "<div>&lt;p&gt;Python&lt;/p&gt;&lt;ul&gt;&lt;li&gt;C++ &amp;amp; R&lt;/li&gt;&lt;/ul&gt;</div>",
    ],
)
def test_escaped_html_is_unescaped_and_parsed_again(html: str) -> None:
    assert html_to_text(html) == "Python\n- C++ & R"


def test_main_is_taken_where_it_holds_the_text() -> None:
    page = "<header><a>Jobs</a></header><main><p>Python and SQL</p></main><aside>Similar jobs</aside>"
    assert html_to_text(page) == "Python and SQL"


@pytest.mark.parametrize(
    "others",
    [
        "<h2>Similar jobs</h2><ul><li>Data Engineer, Spark</li></ul><p>Java Developer</p>",
        "<section><h3>More jobs like this</h3><div><a>Spark Developer</a></div></section>",
        "<div><div><h4>People also viewed</h4></div><div><p>Scala Developer</p></div></div>",
    ],
)
def test_other_postings_on_a_page_are_left_out(others: str) -> None:
    page = f"<body><h1>Cook</h1><p>You cook.</p>{others}<h2>Our offer</h2><p>Lunch</p></body>"
    assert html_to_text(page) == "Cook\nYou cook.\n\nOur offer\nLunch"


def test_a_heading_of_ones_own_is_no_list_of_others() -> None:
    assert "Python" in html_to_text("<h2>Similar technologies</h2><p>Python</p>")


def test_an_empty_main_is_passed_over() -> None:
    assert "Python" in html_to_text("<main></main><div><p>Python " + "and more " * 40 + "</p></div>")


def test_deep_nesting_does_not_break_it() -> None:
    assert html_to_text("<div>" * 5000 + "Python") == "Python"
    assert "Python" in html_to_text("<table><tr><td>" * 400 + "Python")


def test_public_name() -> None:
    assert documents.html_to_text is html_to_text


def _page(json_ld: str, body: str = "<h1>Shown title</h1><p>Shown text</p>", head: str = "") -> bytes:
    script = f'<script type="application/ld+json">{json_ld}</script>'
    return f"<!doctype html><html lang='en'><head>{head}{script}</head><body>{body}</body></html>".encode()


def test_a_page_is_read_by_its_json_ld() -> None:
    page = _page('{"@type": "JobPosting", "title": "ML Engineer", "description": "<p>Python\nand SQL</p>"}')
    document = read_html(page, "page.html")
    assert (document.title, document.text) == ("ML Engineer", "Python and SQL")
    assert document.meta["format"] == "html"
    assert document.meta["language"] == "en"


def test_a_teaser_in_json_ld_gives_the_title_and_the_company_only() -> None:
    json_ld = (
        '{"@type": "JobPosting", "title": "ML Engineer", "hiringOrganization": "Acme", "description": "Hi"}'
    )
    document = read_html(_page(json_ld, "<p>" + "Python and more. " * 100 + "</p>"), "page.html")
    assert document.title == "ML Engineer"
    assert document.meta["company"] == "Acme"
    assert document.text.startswith("Python and more.")


def test_a_page_of_many_postings_is_read_as_shown() -> None:
    document = read_html(
        _page('[{"@type": "JobPosting", "description": "a"}, {"@type": "JobPosting"}]'), "page.html"
    )
    assert document.text == "Shown title\nShown text"
    assert "2 postings" in document.notes[0]


def test_a_broken_json_ld_block_is_noted() -> None:
    document = read_html(_page("{broken"), "page.html")
    assert document.text == "Shown title\nShown text"
    assert "a JSON-LD block cannot be read" in document.notes[0]


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        ("<title>Site</title>", "<h1>ML <b>Engineer</b></h1>", "ML Engineer"),
        ("<title>Site</title><meta property='og:title' content='ML Engineer'>", "<p>a</p>", "ML Engineer"),
        ("<title> ML\nEngineer </title>", "<h1>One</h1><h1>Two</h1>", "ML Engineer"),
        ("", "<p>a</p>", None),
    ],
)
def test_title(head: str, body: str, title: str | None) -> None:
    assert (
        read_html(f"<html><head>{head}</head><body>{body}</body></html>".encode(), "page.html").title == title
    )


def test_the_encoding_a_page_declares_is_used() -> None:
    page = "<meta charset='iso-8859-2'><p>Łódź</p>".encode("iso-8859-2")
    assert read_html(page, "page.html").text == "Łódź"
