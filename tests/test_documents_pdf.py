from __future__ import annotations

import contextlib
import random
import sys

import pytest

from jdmatch.documents import open_document
from jdmatch.documents.pdf import read_pdf
from jdmatch.errors import DocumentError

Placed = tuple[float, float, str]


def make_pdf(*pages: list[Placed], producer: str = "test", size: int = 10) -> bytes:
    """Return a PDF with words of Helvetica at places (points from the left and from the bottom)."""
    font = len(pages) * 2 + 3
    kids = " ".join(f"{3 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}>>".encode()]
    for number, page in enumerate(pages):
        words = "".join(f"BT /F1 {size} Tf {x} {y} Td ({_escaped(text)}) Tj ET\n" for x, y, text in page)
        stream = words.encode("cp1252")
        resources = f"/MediaBox[0 0 600 800]/Resources<</Font<</F1 {font} 0 R>>>>"
        objects.append(f"<</Type/Page/Parent 2 0 R{resources}/Contents {4 + 2 * number} 0 R>>".encode())
        objects.append(b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream))
    objects.append(b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>")
    objects.append(f"<</Producer({producer})>>".encode())
    body, places = b"%PDF-1.4\n", []
    for number, item in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, item)
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    trailer = f"<</Size {len(objects) + 1}/Root 1 0 R/Info {len(objects)} 0 R>>"
    head = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n"
    return body + f"{head}{table}trailer{trailer}\nstartxref\n{len(body)}\n%%EOF".encode()


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def _column(x: float, top: float, *lines: str) -> list[Placed]:
    return [(x, top - 12 * number, line) for number, line in enumerate(lines)]


@pytest.fixture(autouse=True)
def _needs_pypdfium2(request: pytest.FixtureRequest) -> None:
    if "without_pypdfium2" not in request.node.name:
        pytest.importorskip("pypdfium2", reason="the extra jdmatch[pdf] is not installed")


def _read(*pages: list[Placed], producer: str = "test") -> str:
    return read_pdf(make_pdf(*pages, producer=producer), "cv.pdf").text


def test_lines_and_bullets() -> None:
    assert (
        _read(_column(50, 700, "Skills", "• Python", "• C++ (5 years)"))
        == "Skills\n- Python\n- C++ (5 years)"
    )


def test_meta() -> None:
    document = open_document(make_pdf([(50, 700, "Python")], [(50, 700, "SQL")]), title="ML Engineer")
    assert document.title == "ML Engineer"
    assert document.meta == {"format": "pdf", "pages": "2"}


def test_words_drawn_apart_are_not_glued() -> None:
    # "Python" in Helvetica 10 is 31.7 points wide: a gap of 1.7, too small for pdfium's own blank
    assert _read([(50, 700, "Python"), (83.4, 700, "and")]) == "Python and"


def test_a_word_drawn_in_pieces_is_not_split() -> None:
    assert _read([(50, 700, "Py"), (61.7, 700, "thon")]) == "Python"


def test_spaced_out_headings_are_words() -> None:
    widths = {"S": 6.7, "K": 6.7, "I": 2.8, "L": 5.6}
    letters: list[Placed] = []
    x = 50.0
    for letter in "SKILLS":
        letters.append((x, 700, letter))
        x += widths[letter] + 3
    assert _read(letters) == "SKILLS"


def test_what_stands_far_apart_on_a_line_is_two_things() -> None:
    assert _read([(50, 700, "Engineer"), (400, 700, "2019 - 2021")]) == "Engineer | 2019 - 2021"


PROSE = (
    "We build models that find broken parts on photographs of cars, and you will train them on our own",
    "machines, measure how good they are, and put them to work for hundreds of garages in Europe. You",
    "know Python and one of the libraries for learning, such as PyTorch, and you have put at least one",
    "model into production.",
)


def test_lines_broken_by_the_page_are_joined() -> None:
    assert _read(_column(50, 700, *PROSE)) == " ".join(PROSE)


def test_lists_without_bullets_are_not_joined() -> None:
    items = (
        "Advanced Machine Learning",
        "Open Source Software Engineering",
        "Compilers",
        "Operating Systems",
    )
    assert _read(_column(50, 700, *items)) == "\n".join(items)


def test_a_paragraph_after_a_gap_is_its_own() -> None:
    assert _read([(50, 700, PROSE[0]), (50, 670, "and more")]) == f"{PROSE[0]}\n\nand more"


HYPHENATED = (
    "We train mod-",
    "els for ma-",
    "chine translation with state-of-",
    "the-art tools, and the models",
)


def test_words_that_tex_broke_are_joined() -> None:
    text = _read(_column(50, 700, *HYPHENATED), producer="pdfTeX-1.40")
    assert "train models for machine translation" in text


def test_hyphens_that_were_written_are_kept() -> None:
    assert _read(_column(50, 700, "Own our cloud-", "native services")) == "Own our cloud-native services"
    lines = ("A state-of-the-art team, cloud and native", "tools, for cloud-", "native work")
    assert "cloud-native work" in _read(_column(50, 700, *lines), producer="pdfTeX-1.40")


LEFT = tuple(f"left line number {word}, of prose" for word in ("one", "two", "three", "four", "five", "six"))
RIGHT = tuple(
    f"right line number {word}, of prose" for word in ("one", "two", "three", "four", "five", "six")
)


def test_two_columns_stay_apart() -> None:
    text = _read(_column(50, 700, *LEFT) + _column(330, 700, *RIGHT))
    assert text.index("left line number six") < text.index("right line number one")


def test_two_columns_drawn_row_by_row_are_put_in_order() -> None:
    rows = [
        placed
        for pair in zip(_column(50, 700, *LEFT), _column(330, 700, *RIGHT), strict=True)
        for placed in pair
    ]
    text = _read(
        [(50, 730, "A line that runs across both of the columns, for it is the summary of the page"), *rows]
    )
    assert text.index("summary") < text.index("left line number one")
    assert text.index("left line number six") < text.index("right line number one")


def test_dates_beside_jobs_stay_beside_them() -> None:
    jobs = [(50.0, 700 - 12.0 * i, f"Machine learning engineer at company {i}") for i in range(8)]
    rows = [placed for x, y, job in jobs for placed in ((x, y, job), (450.0, y, f"since 201{y % 7:.0f}"))]
    assert _read(rows).split("\n")[3].startswith("Machine learning engineer at company 3 | since 201")


def test_running_heads_come_once_and_feet_not_at_all() -> None:
    pages = [[(50, 780, "Jane Doe"), (50, 600, f"Text {n}"), (280, 20, f"Page {n}")] for n in "abc"]
    numbered = [[*page[:2], (280, 20, f"Page {n} of 3")] for n, page in enumerate(pages, 1)]
    assert _read(*numbered) == "Jane Doe\n\nText a\nText b\nText c"


def test_icon_names_of_latex_are_left_out() -> None:
    assert _read([(50, 700, r"\faTrophy : Courage")]) == "Courage"


def test_a_scanned_pdf_is_refused() -> None:
    with pytest.raises(DocumentError, match=r"^cv\.pdf: a PDF of 2 page\(s\) without any text.*OCR"):
        read_pdf(make_pdf([], []), "cv.pdf")


def test_a_scanned_page_among_others_is_noted() -> None:
    document = read_pdf(make_pdf([(50, 700, "Python")], []), "cv.pdf")
    assert document.text == "Python"
    assert document.notes[0] == "no text on page(s) 2; they may be scanned"


def test_a_broken_pdf_is_refused() -> None:
    with pytest.raises(
        DocumentError, match=r"^cv\.pdf: a PDF file that is broken .*; save or export it anew$"
    ):
        read_pdf(b"%PDF-1.4\nnothing", "cv.pdf")


@pytest.mark.parametrize("seed", range(40))
def test_damaged_files_raise_nothing_else(seed: int) -> None:
    chance = random.Random(seed)
    damaged = bytearray(make_pdf(_column(50, 700, *PROSE), producer="pdfTeX"))
    for _ in range(20):
        damaged[chance.randrange(8, len(damaged))] = chance.randrange(256)
    with contextlib.suppress(DocumentError):
        read_pdf(bytes(damaged), "cv.pdf")


def test_without_pypdfium2_the_message_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pypdfium2", None)
    with pytest.raises(DocumentError, match=r"pip install 'jdmatch\[pdf\]'"):
        read_pdf(b"%PDF-1.4", "cv.pdf")
