"""HTML to lines of text, as a reader sees them: one block a line, bullets kept, the page's furniture gone.

Own and small, because general extractors drop lists, break inline tags onto lines of their own or glue words.
"""

from __future__ import annotations

import html as entities
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from jdmatch.documents.page_styles import Look, PageStyles, hides, look_below
from jdmatch.documents.text import plain, tidy
from jdmatch.errors import DocumentError
from jdmatch.taxonomy.loading import load_taxonomy
from jdmatch.taxonomy.models import DocumentsFile
from jdmatch.taxonomy.phrases import alternatives

_DROPPED = frozenset({
    "script", "style", "head", "template", "noscript", "svg", "math", "iframe", "object", "embed", "canvas",
    "audio", "video", "map", "nav", "footer", "button", "input", "select", "textarea", "datalist", "dialog",
})  # fmt: skip
_BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "form", "header", "hr", "html", "legend", "li", "main", "menu", "ol", "p",
    "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
})  # fmt: skip
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_DROPPED_ROLES = frozenset({
    "navigation", "banner", "contentinfo", "search", "dialog", "alertdialog", "menubar",
})  # fmt: skip
_HIDDEN_CLASS = re.compile(r"(?:^|\s)(?:sr-only|visually-?hidden|screen-reader-text)(?:\s|$)")
_COOKIE_NOTICE = re.compile(r"cookie|onetrust|gdpr|consent-?(?:banner|modal)", re.IGNORECASE)
_TAG = r"(?:p|div|ul|ol|li|br|strong|b|em|span|h[1-6]|table|tr|td|section|article)"
_ESCAPED_MARKUP = re.compile(rf"&(?:amp;)?lt;/?{_TAG}\b[^<>]{{0,400}}?&(?:amp;)?gt;", re.IGNORECASE)
_REAL_MARKUP = re.compile(rf"<[/!]?{_TAG}\b[^<>]{{0,400}}>", re.IGNORECASE)
# A block or a break; without any, the writer's own line ends are all the lines there are.
_BREAKING_MARKUP = re.compile(r"<(?:p|div|ul|ol|li|br|h[1-6]|table|tr|section|article)\b", re.IGNORECASE)
_LITERAL_MARKUP = re.compile(rf"</{_TAG}>|<br\s*/?>", re.IGNORECASE)
_ANY_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_TAG_TURN = re.compile(r"[\"'>]")
_VOID = frozenset({
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr",
})  # fmt: skip
# What a browser opens again in each new block until it is closed.
_REOPENED = frozenset({
    "a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u",
})  # fmt: skip
# Parsers take time with the square of the first two; pages have a tenth of them at most.
_MOST_NESTED = 8_000
_MOST_ATTRIBUTES = 5_000
_MOST_REOPENED = 5_000_000
_MOST_CHARACTERS = 20_000_000
_MOST_TAGS = 200_000  # the largest saved pages have a fifth
_MOST_UNESCAPED = 3  # times: HTML in HTML in HTML
_MAX_ROWS_DEEP = 30  # tables within tables are walked by recursion, and a broken page may never close them
_HEADING_CHARACTERS = 80
_HEADING_WORDS = 7  # "More jobs like this at Acme Corp"
_MOST_SOUGHT = 300  # headings of a page
_MOST_WRAPPED = 3
_BANNER_SHARE = 0.3


@lru_cache(maxsize=1)
def field_names() -> DocumentsFile:
    """Return what job systems, CV files and pages call their parts: taxonomy/documents.yaml, loaded when needed."""
    return load_taxonomy().documents


@lru_cache(maxsize=1)
def _others() -> tuple[str, ...]:
    """Return how headings begin over lists of other postings, people and articles."""
    phrases = load_taxonomy().language.headings.site.others
    lines = (line.lower().partition("*") for phrase in phrases for line in alternatives(phrase))
    return tuple(f"{head.rstrip()} " for head, _, tail in lines if not tail)


def html_to_text(html: str) -> str:
    r"""Turn HTML, a whole page or a fragment, into lines of text.

    Scripts, navigation, footers, forms, buttons and what is hidden are left out. HTML whose tags are escaped,
    as job boards' feeds deliver it, is unescaped first. Short cells of a table row stand on one line.

    >>> print(html_to_text("<h2>You have</h2><ul><li>Py<b>thon</b></li><li>C++ &amp; R</li></ul>"))
    You have
    - Python
    - C++ & R
    >>> html_to_text("&lt;p&gt;Spark&lt;/p&gt;&lt;p&gt;Kafka&lt;/p&gt;")
    'Spark\nKafka'
    >>> html_to_text("<table><tr><td>Python</td><td>5 years</td></tr></table>")
    'Python | 5 years'
    """
    return show_html(html).text


class Shown(NamedTuple):
    """What a reader sees of a page, and how many words of it nobody can see."""

    text: str
    hidden: int


def show_html(html: str, most_unescaped: int = _MOST_UNESCAPED) -> Shown:
    """Turn HTML into lines of text, and count the words that it hides.

    >>> show_html("<p>Nurse wanted</p><p style='display:none'>Python, SQL</p>")
    Shown(text='Nurse wanted', hidden=2)
    """
    for _ in range(2):  # some feeds are escaped twice
        if _REAL_MARKUP.search(html) or not _ESCAPED_MARKUP.search(html):
            break
        html = entities.unescape(html)
    tree = parse_html(html)
    root = _main_part(tree)
    if root is None:
        return Shown("", 0)
    styles = PageStyles(tree)
    look, _ = styles.look_at(root)
    # without any tags, as in a description, line ends of the source are line ends of the text
    keep_lines = not _BREAKING_MARKUP.search(html)
    walker = _Walker(root, styles, replace(look, is_visible=True), keep_lines=keep_lines)
    shown = Shown(tidy("\n".join(walker.lines())), walker.hidden)
    # Escaped HTML inside the page's own. Prose may name a tag, but not two ends of them.
    if most_unescaped and len(_LITERAL_MARKUP.findall(shown.text)) > 1 and shown.text != html:
        inner = show_html(shown.text, most_unescaped - 1)
        return Shown(inner.text, shown.hidden + inner.hidden)
    return shown


def parse_html(html: str, where: str = "HTML") -> LexborHTMLParser:
    """Parse HTML that no parser can hang on.

    Raises:
        DocumentError: It is larger, or nested deeper, than any page.
    """
    if len(html) > _MOST_CHARACTERS:
        found = f"{len(html):,} characters of HTML; expected at most {_MOST_CHARACTERS:,}"
        raise DocumentError(f"{where}: {found}; save the text of the posting or CV alone")
    if (count := html.count("<")) > _MOST_TAGS:
        found = f"HTML with {count:,} tags; expected at most {_MOST_TAGS:,}"
        raise DocumentError(f"{where}: {found}; save the text of the posting or CV alone")
    if count > _MOST_NESTED or len(html) > _MOST_NESTED:
        _check_tags(html, where)
    return LexborHTMLParser(html)


def _check_tags(html: str, where: str) -> None:
    advice = "expected a page as browsers save it; save the text of the posting or CV alone"
    nested: dict[str, int] = {}
    depth = reopened = to_reopen = 0
    for match in _ANY_TAG.finditer(html):
        is_end, name = match.group(1), match.group(2).lower()
        count = nested.get(name, 0)
        if is_end:
            if count:
                nested[name] = count - 1
                depth -= 1
                to_reopen -= name in _REOPENED
        elif name not in _VOID:
            nested[name] = count + 1
            depth += 1
            to_reopen += name in _REOPENED
            reopened += to_reopen
            if depth > _MOST_NESTED or reopened > _MOST_REOPENED:
                raise DocumentError(f"{where}: HTML with {depth:,} tags that are not closed; {advice}")
    for start, end in _long_tags(html):
        if (count := len(html[start:end].split())) > _MOST_ATTRIBUTES:
            raise DocumentError(f"{where}: HTML with {count:,} attributes in one tag; {advice}")


def _long_tags(html: str) -> Iterator[tuple[int, int]]:
    """Yield where tags begin and end that are long enough for too many attributes."""
    at = 0
    while found := _ANY_TAG.search(html, at):
        at = found.end()
        while turn := _TAG_TURN.search(html, at):
            at = turn.end()
            if turn.group() == ">":
                break
            closed = html.find(turn.group(), at)
            at = len(html) if closed < 0 else closed + 1
        else:
            at = len(html)
        if at - found.start() > 2 * _MOST_ATTRIBUTES:
            yield found.start(), at


def _main_part(tree: LexborHTMLParser) -> LexborNode | None:
    """Return the element that holds the posting: the one marked as such if it has its share of the text."""
    body = tree.body
    if body is None:
        return tree.root
    whole = len(body.text())
    for selector in ('[itemtype$="JobPosting"]', "main", '[role="main"]', "article"):
        found = tree.css(selector)
        # Several articles are a list of teasers; one that is nearly empty is filled in by a script.
        if len(found) == 1 and len(found[0].text()) > min(200, whole / 3):
            return found[0]
    return body


class _Walker:
    """Walks the elements of one part of a page, without recursion but for table rows."""

    def __init__(
        self, root: LexborNode, styles: PageStyles, look: Look, *, keep_lines: bool = False, depth: int = 0
    ) -> None:
        self.hidden = 0
        self._left_out = frozenset[int]() if depth else _about_others(root)
        self._root = root
        self._styles = styles
        self._look = look
        self._keep_lines = keep_lines
        self._depth = depth
        self._lines: list[str] = []
        self._line: list[str] = []
        self._bullet = False
        self._total = max(1, len(root.text())) if depth == 0 else 0

    def lines(self) -> list[str]:
        """Return the lines; an empty one where a gap is seen."""
        todo = [(child, self._look, False) for child in _children(self._root)[::-1]]
        while todo:
            node, look, is_end = todo.pop()
            tag = node.tag or ""
            if is_end:
                self._end_line()
            elif tag == "-text":
                if look.is_seen:
                    self._add(node.text_content or "", node.parent)
                else:
                    self.hidden += len((node.text_content or "").split())
            elif tag == "br":
                self._break()
            elif not tag.startswith("-") and tag not in _DROPPED and node.mem_id not in self._left_out:
                if self._is_furniture(node, tag) or (inside := self._look_inside(node, look)) is None:
                    continue
                if tag == "tr" and self._depth < _MAX_ROWS_DEEP:
                    self._add_row(node, inside)
                    continue
                if tag in _BLOCKS or tag in _HEADINGS:
                    self._end_line()
                    if tag == "li":
                        self._bullet = True
                    elif not self._bullet and (
                        tag in _HEADINGS or (tag in ("p", "div") and _is_all_bold(node))
                    ):
                        self._lines.append("")
                    todo.append((node, inside, True))
                elif self._line and _stands_apart(node, self._line[-1]):
                    self._line.append(" ")
                todo.extend((child, inside, False) for child in _children(node)[::-1])
        self._end_line()
        return self._lines

    def _look_inside(self, node: LexborNode, look: Look) -> Look | None:
        """Return how text looks inside an element; None where it is hidden, and its words are counted."""
        attributes = node.attributes or {}
        declarations = self._styles.declarations(node, attributes)
        has_hidden_class = _HIDDEN_CLASS.search(attributes.get("class") or "")
        is_marked = "hidden" in attributes or attributes.get("aria-hidden") == "true" or has_hidden_class
        if is_marked or hides(declarations):
            self.hidden += len(node.text().split())
            return None
        return look_below(look, declarations)

    def _add(self, text: str, parent: LexborNode | None) -> None:
        style = (parent.attributes.get("style") or "") if parent is not None else ""
        if self._keep_lines or (parent is not None and parent.tag == "pre") or "pre-" in style:
            first, *rest = plain(text).split("\n")
            self._line.append(first)
            for line in rest:
                self._break()
                self._line.append(line)
        else:
            # One blank stands for any run of them; none is dropped, or "<b>R </b>and" would be glued.
            self._line.append(re.sub(r"[ \t\r\n\f]+", " ", text))

    def _break(self) -> None:
        if any(piece.strip() for piece in self._line):
            self._end_line()
        elif not self._bullet:
            self._lines.append("")
        self._line = []

    def _end_line(self) -> None:
        line = "".join(self._line).strip()
        self._line = []
        if line:
            # "<li>• text</li>" has its bullet twice.
            self._lines.append("- " + line.lstrip("•·●▪ ") if self._bullet else line)
            self._bullet = False

    def _add_row(self, row: LexborNode, look: Look) -> None:
        """Write a row of short cells as one line; longer cells are a layout, and come one by one."""
        self._end_line()
        cells: list[list[str]] = []
        for cell in _children(row):
            if (inside := self._look_inside(cell, look)) is not None:
                keep, depth = self._keep_lines, self._depth + 1
                walker = _Walker(cell, self._styles, inside, keep_lines=keep, depth=depth)
                cells.append(walker.lines())
                self.hidden += walker.hidden
        filled = [[line for line in cell if line] for cell in cells]
        if all(len(cell) <= 1 for cell in filled):
            self._line = [" | ".join(cell[0] for cell in filled if cell)]
            self._end_line()
        else:
            for lines in cells:
                self._lines.extend(lines)

    def _is_furniture(self, node: LexborNode, tag: str) -> bool:
        if tag == "form":
            # Some servers put the whole page into one form.
            return len(node.text()) * 2 < self._total or self._depth > 0
        if not (attributes := node.attributes):
            return False
        if attributes.get("role") in _DROPPED_ROLES:
            return True
        names = f"{attributes.get('id') or ''} {attributes.get('class') or ''}"
        return bool(_COOKIE_NOTICE.search(names)) and len(node.text()) < _BANNER_SHARE * self._total


def _about_others(root: LexborNode) -> frozenset[int]:
    """Return the elements of a page that stand under a heading such as "Similar jobs"."""
    found: set[int] = set()
    for heading in root.css("h2, h3, h4, h5, h6")[:_MOST_SOUGHT]:
        words = heading.text(separator=" ").lower().split()
        if len(words) > _HEADING_WORDS or not f"{' '.join(words)} ".startswith(_others()):
            continue
        above = heading
        for _ in range(_MOST_WRAPPED):  # a heading may have boxes of its own around it
            parent = above.parent
            if parent is None or parent.mem_id == root.mem_id or _next_with_text(above) is not None:
                break
            above = parent
        found.add(above.mem_id)
        beside = _next_with_text(above)
        while beside is not None and not (
            beside.tag in _HEADINGS and (beside.tag or "") <= (heading.tag or "")
        ):
            found.add(beside.mem_id)
            beside = _next_with_text(beside)
    return frozenset(found)


def _next_with_text(node: LexborNode) -> LexborNode | None:
    following = node.next
    while following is not None and not following.text(deep=True).strip():
        following = following.next
    return following


def _children(node: LexborNode) -> list[LexborNode]:
    return list(node.iter(include_text=True))


def _is_all_bold(node: LexborNode) -> bool:
    """Return whether a paragraph is one bold phrase, which is how most postings write their headings."""
    bold = 0
    for child in _children(node):
        if child.tag in {"b", "strong"}:
            bold += len(child.text().strip())
        elif child.tag != "br" and (child.tag != "-text" or (child.text_content or "").strip()):
            return False
        if bold > _HEADING_CHARACTERS:
            return False
    return bold > 0


def _stands_apart(node: LexborNode, line: str) -> bool:
    """Return whether an inline element is a label beside its like ("<a>R</a><a>SQL</a>"), not part of a word.

    Word processors cut words into spans too, but then the spans differ in class; labels share theirs.
    """
    before = node.prev
    if before is None or before.tag != node.tag or not line[-1:].isalnum():
        return False
    its_class, class_before = node.attributes.get("class"), before.attributes.get("class")
    return its_class == class_before and (bool(its_class) or node.tag == "a")
