"""What a page's own styles hide: its `<style>` blocks and `style` attributes, as far as one can know without a browser.

Text that nobody sees may not count, whoever put it there. Styles from other files are not known; what they would hide
is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import tinycss2
from selectolax.lexbor import SelectolaxError
from tinycss2.color4 import parse_color

from jdmatch.documents.text import PAPER, Color, is_unseen

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

# Bounds of what is looked at; the largest sites have a fifth of them in their pages.
_MOST_CHARACTERS: Final = 2_000_000
_MOST_RULES: Final = 5_000
_MOST_MATCHES: Final = 300_000
_LEAST_PIXELS: Final = 2.0  # of a box
_LEAST_OPACITY: Final = 0.05
_FAR_OFF: Final = 400.0  # pixels beyond an edge; menus that slide in are left out with what hides there
_MOST_COMBINED: Final = 8  # selectors deeper than that cost too much, and nobody writes them
_BLACK: Final = Color(0, 0, 0)

_CSS_NOISE: Final = re.compile(
    r"""/\*.*?(?:\*/|\Z)|<!--|-->|"(?:[^"\\\n]|\\.)*(?:"|\n|\Z)|'(?:[^'\\\n]|\\.)*(?:'|\n|\Z)""", re.DOTALL
)
_BRACE: Final = re.compile(r"[{};]")
# Only rules that say one of these are looked at further; a backslash may spell any of them.
_TELLING: Final = re.compile(
    r"display|visibility|opacity|color|background|font|left|top|right|bottom|margin|indent|height|width|clip"
    r"|transform|filter|scale|translate|\\",
    re.IGNORECASE,
)
_SCREEN: Final = re.compile(
    r"@(?:media\s*(?:(?:all|screen)\s*)?|supports\b.*|layer\b.*|scope\b.*|container\b.*)", re.DOTALL
)
_MEDIA_ANYWHERE: Final = re.compile(r"@media\s*\(\s*min-width\s*:\s*(?:0|[1-9]\d{0,2})(?:px)?\s*\)")
_COSTLY: Final = re.compile(r":has|::|~[^~]*~")
_NAMES: Final = re.compile(r"[.#]([-0-9A-Z_a-z\x80-\U0010ffff]+)")
_SIZE: Final = re.compile(
    r"([+-]?(?:\d+(?:\.\d*)?|\.\d+))(px|pt|pc|em|rem|ex|ch|%|vw|vh|in|cm|mm|q)?", re.IGNORECASE
)
_CSS_PIXELS: Final[Mapping[str, float]] = {
    "": 1, "px": 1, "pt": 4 / 3, "pc": 16, "em": 16, "rem": 16, "ex": 8, "ch": 8, "%": 8, "vw": 12, "vh": 8,
    "in": 96, "cm": 38, "mm": 3.8, "q": 0.95,
}  # fmt: skip
_RECT: Final = re.compile(r"rect\(\s*([^\s,()]+)[\s,]+([^\s,()]+)[\s,]+([^\s,()]+)[\s,]+([^\s,()]+)\s*\)")
_INSET: Final = re.compile(
    r"inset\(\s*(?:50|[5-9]\d|100)(?:\.\d+)?%|circle\(\s*0\D|polygon\(\s*0[^\s,)]*\s+0[^\s,)]*(?:,\s*0[^\s,)]*\s+0[^\s,)]*)*\s*\)"
)
_TRANSFORM: Final = re.compile(
    r"scale[xy3d]{0,2}\(\s*0(?:\.0\d*)?\s*[,)]|matrix\(\s*0\s*,\s*0\s*,\s*0\s*,\s*0"
)
_TRANSLATE: Final = re.compile(r"translate[xy3d]{0,2}\(([^()]*)\)")
_FONT_SIZE: Final = re.compile(r"(?:^|\s)([\d.]+(?:px|pt|em|rem|%)|0)(?:/|\s)")

Declarations = dict[str, str]


@dataclass(frozen=True, slots=True)
class Look:
    """How text looks at some place of a page."""

    color: Color | None = _BLACK
    ground: Color | None = PAPER  # None where it is a picture, or cannot be known
    pixels: float = 16.0
    is_visible: bool = True
    is_clear: bool = False  # its colour is transparent

    @property
    def is_seen(self) -> bool:
        """Whether somebody can see text that looks so."""
        return self.is_visible and not self.is_clear and not is_unseen(self.color, self.ground, self.pixels)


class PageStyles:
    """The declarations of a page's styles for each of its elements."""

    def __init__(self, tree: LexborHTMLParser) -> None:
        self._found: dict[int, Declarations] = {}
        self._important: dict[int, set[str]] = {}
        sheets = []
        for node in tree.css("style"):
            media = (node.attributes.get("media") or "all").lower()
            if "print" not in media or "screen" in media:
                sheets.append(node.text())
        if css := "\n".join(sheets)[:_MOST_CHARACTERS]:
            self._apply(tree, css)

    def look_at(self, node: LexborNode) -> tuple[Look, bool]:
        """Return how text looks inside an element, and whether the element or one around it is not shown."""
        path = [node]
        while (above := path[-1].parent) is not None and above.tag != "-document":
            path.append(above)
        look, is_hidden = Look(), False
        for part in reversed(path):
            declarations = self.declarations(part, part.attributes)
            look = look_below(look, declarations)
            if part.tag not in ("html", "body"):  # whole pages are hidden until their scripts have run
                is_hidden = is_hidden or hides(declarations) or "hidden" in part.attributes
        return look, is_hidden

    def declarations(self, node: LexborNode, attributes: Mapping[str, str | None]) -> Declarations:
        """Return what is said of an element's looks, by its rules, its `style` and its old attributes."""
        found = self._found.get(node.mem_id)
        if not attributes:
            return found or {}
        given: Declarations = {}
        if value := attributes.get("bgcolor"):
            given["background-color"] = value
        if (value := attributes.get("color")) and node.tag == "font":
            given["color"] = value
        if (value := attributes.get("text")) and node.tag == "body":
            given["color"] = value
        if found:
            given.update(found)
        if style := attributes.get("style"):
            settled = self._important.get(node.mem_id, set())
            given.update(
                (name, value)
                for name, value, is_important in parse_declarations(style)
                if is_important or name not in settled
            )
        return given

    def _apply(self, tree: LexborHTMLParser, css: str) -> None:
        known = {
            name for node in tree.css("[class]") for name in (node.attributes.get("class") or "").split()
        }
        known.update(node.attributes.get("id") or "" for node in tree.css("[id]"))
        rules = [
            (_specificity(selector), order, selector, body)
            for order, (prelude, body) in enumerate(_rules(css))
            for selector in prelude.split(",")
            if known.issuperset(_NAMES.findall(selector)) and not _COSTLY.search(selector)
            if len(re.split(r"[\s>+~]+", selector.strip())) <= _MOST_COMBINED
        ]
        matches = 0
        for _, _, selector, body in sorted(rules[:_MOST_RULES], key=lambda rule: rule[:2]):
            try:
                nodes = tree.css(selector)
            except SelectolaxError:  # a selector that lexbor does not know
                continue
            matches += len(nodes)
            if matches > _MOST_MATCHES:
                return
            declarations = parse_declarations(body)
            for node in nodes:
                mine = self._found.setdefault(node.mem_id, {})
                settled = self._important.setdefault(node.mem_id, set())
                for name, value, is_important in declarations:
                    if is_important or name not in settled:
                        mine[name] = value
                        if is_important:
                            settled.add(name)


def _rules(css: str) -> Iterator[tuple[str, str]]:
    """Yield (selectors, declarations) of the rules that hold on a screen and may hide something."""
    css = _CSS_NOISE.sub(" ", css)
    preludes: list[str] = []
    start = 0
    for match in _BRACE.finditer(css):
        sign = match.group()
        text = css[start : match.start()]
        if sign == ";":
            if preludes and not preludes[-1].startswith("@"):
                continue  # between declarations
        elif sign == "{":
            preludes.append(text.strip())
        else:
            prelude = preludes.pop() if preludes else ""
            is_telling = prelude and not prelude.startswith("@") and _TELLING.search(text)
            if is_telling and all(_SCREEN.fullmatch(o) or _MEDIA_ANYWHERE.fullmatch(o) for o in preludes):
                yield prelude, text
        start = match.end()


def _specificity(selector: str) -> tuple[int, int, int]:
    ids = selector.count("#")
    classes = len(re.findall(r"[.\[]|(?<!:):(?!:)", selector))
    return ids, classes, len(re.findall(r"(?:^|[\s>+~])[a-zA-Z]", selector))


def parse_declarations(style: str) -> list[tuple[str, str, bool]]:
    """Return (name, value, is important) of each declaration, in small letters, the last of a name last.

    >>> parse_declarations("Display: NONE !important; color:#fff")
    [('display', 'none', True), ('color', '#fff', False)]
    """
    if "\\" in style or "/*" in style or '"' in style or "'" in style:
        parsed = tinycss2.parse_blocks_contents(style, skip_comments=True, skip_whitespace=True)
        found = []
        for one in (part for part in parsed if part.type == "declaration"):
            # an escape in a name is its letter
            value = "".join(t.value if t.type == "ident" else t.serialize() for t in one.value)
            found.append((one.lower_name, value.strip().lower(), one.important))
        return found
    found = []
    for declaration in style.lower().split(";"):
        name, _, value = declaration.partition(":")
        value, mark, _ = value.partition("!important")
        found.append((name.strip(), value.strip(), bool(mark)))
    return found


def look_below(look: Look, declarations: Declarations) -> Look:
    """Return how text looks inside an element of such declarations."""
    if not declarations:
        return look
    if (shown := declarations.get("visibility")) is not None:
        look = replace(look, is_visible=shown not in ("hidden", "collapse"))
    if (size := declarations.get("font-size")) is not None:
        look = replace(look, pixels=_font_pixels(size, look.pixels))
    elif (font := declarations.get("font")) and (named := _FONT_SIZE.search(font)):
        look = replace(look, pixels=_font_pixels(named.group(1), look.pixels))
    ground = declarations.get("background-color") or declarations.get("background")
    if ground is not None or "background-image" in declarations:
        look = replace(look, ground=_ground(declarations, look.ground))
    color = declarations.get("-webkit-text-fill-color") or declarations.get("color")
    if color is not None and color not in ("inherit", "unset", "currentcolor"):
        parsed, alpha = _color(color)
        look = replace(look, color=parsed, is_clear=alpha < _LEAST_OPACITY)
    if look.is_clear and "background-clip" in "".join(declarations):
        look = replace(look, is_clear=False)  # letters cut out of a coloured ground
    return look


def hides(declarations: Declarations) -> bool:
    """Return whether an element of such declarations is not shown, nor anything in it.

    >>> hides({"position": "absolute", "left": "-9999px"}), hides({"display": "block"})
    (True, False)
    """
    if not declarations:
        return False
    get = declarations.get
    if get("display") == "none" or get("content-visibility") == "hidden":
        return True
    opacity = _SIZE.fullmatch(get("opacity", "").strip())
    if opacity and float(opacity.group(1)) / (100 if opacity.group(2) == "%" else 1) < _LEAST_OPACITY:
        return True
    if "opacity(0" in get("filter", "").replace(" ", "") or _TRANSFORM.search(get("transform", "")):
        return True
    if get("scale", "").strip() in ("0", "0 0") or _pixels(get("text-indent", "")) < -_FAR_OFF:
        return True
    moved = [get(name, "") for name in ("margin-left", "margin-top")]
    if get("position") in ("absolute", "fixed", "relative"):
        placed = [get(name, "") for name in ("left", "top", "right", "bottom")]
        if any(_pixels(value) > 10 * _FAR_OFF for value in placed):
            return True
        moved += placed
    if shift := _TRANSLATE.search(get("transform", "")):
        moved += shift.group(1).split(",")
    return any(_pixels(value) < -_FAR_OFF for value in moved) or _is_cut_off(declarations)


def _is_cut_off(declarations: Declarations) -> bool:
    get = declarations.get
    if _INSET.search(get("clip-path", "")):
        return True
    rect = _RECT.search(get("clip", ""))
    if rect and get("position") in ("absolute", "fixed"):
        top, right, bottom, left = (_pixels(side) for side in rect.groups())
        if abs(bottom - top) < _LEAST_PIXELS or abs(right - left) < _LEAST_PIXELS:
            return True
    overflow = get("overflow", "") + get("overflow-x", "") + get("overflow-y", "")
    if "hidden" not in overflow and "clip" not in overflow:
        return False
    sides = (get(name, "") for name in ("height", "max-height", "width", "max-width"))
    return any(0 <= _pixels(side) < _LEAST_PIXELS for side in sides)


def _pixels(value: str) -> float:
    """Return a length in pixels, roughly; "not a number", which no comparison holds for, where it is none."""
    match = _SIZE.fullmatch(value.strip())
    return float(match.group(1)[:20]) * _CSS_PIXELS[(match.group(2) or "").lower()] if match else float("nan")


def _font_pixels(value: str, inherited: float) -> float:
    match = _SIZE.fullmatch(value)
    if not match:
        return 16.0 if value not in ("inherit", "unset") else inherited
    size, unit = float(match.group(1)[:20]), (match.group(2) or "").lower()
    if unit in ("em", "%"):
        return inherited * size / (100 if unit == "%" else 1)
    return size * _CSS_PIXELS[unit]


def _ground(declarations: Declarations, behind: Color | None) -> Color | None:
    images = declarations.get("background-image", "none") + declarations.get("background", "")
    if "url(" in images or "gradient(" in images or "var(" in images:
        return None
    for name in ("background-color", "background"):
        value = declarations.get(name, "")
        for word in [value] if "(" in value else value.split():
            if word in ("none", "transparent", "inherit", "initial", "unset", "0", "0px"):
                continue
            color, alpha = _color(word)
            if color is not None and alpha > 0.5:
                return color
            if "var(" in value:
                return None
    return behind


def _color(value: str) -> tuple[Color | None, float]:
    try:
        parsed = parse_color(value)
        if parsed is None or isinstance(parsed, str):
            return None, 1.0
        red, green, blue = parsed.to("srgb").coordinates
    except (ValueError, NotImplementedError, AttributeError):
        return None, 1.0
    return Color(*(255 * (part or 0.0) for part in (red, green, blue))), parsed.alpha
