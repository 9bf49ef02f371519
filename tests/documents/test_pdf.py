from __future__ import annotations

import contextlib
import random
import sys
import zlib
from collections.abc import Sequence

import pytest

from jdmatch.documents import Document, open_document
from jdmatch.errors import DocumentError

Placed = tuple[float, float, str]


def read_pdf(data: bytes, where: str) -> Document:
    from jdmatch.documents import pdf  # which needs the extra

    return pdf.read_pdf(data, where)


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


def draw_pdf(content: bytes, *, page: str = "", resources: str = "", more: Sequence[bytes] = ()) -> bytes:
    """Return a PDF of one page that is drawn by the given operators; objects of one's own begin at number 7."""
    packed = zlib.compress(content)
    about = f"/Resources<</Font<</F1 5 0 R>>/ExtGState<</Ghost 6 0 R>>{resources}>>"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]{page}{about}/Contents 4 0 R>>".encode(),
        b"<</Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(packed), packed),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
        b"<</Type/ExtGState/ca 0/CA 0>>",
        *more,
    ]
    body = b"%PDF-1.4\n" + b"".join(b"%d 0 obj\n%s\nendobj\n" % item for item in enumerate(objects, 1))
    return body + b"trailer<</Size %d/Root 1 0 R>>\n%%%%EOF" % (len(objects) + 1)


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
    monkeypatch.delitem(sys.modules, "jdmatch.documents.pdf", raising=False)
    with pytest.raises(DocumentError, match=r"pip install 'jdmatch\[pdf\]'"):
        open_document(b"%PDF-1.4")


@pytest.mark.parametrize(
    ("drawn", "text"), [("[(Kaf) 15 (ka)] TJ", "Kafka"), ("[(Terraf) -20 (orm)] TJ", "Terraform")]
)
def test_no_blank_follows_an_f(drawn: str, text: str) -> None:
    other = "(of us, if it fits, for five) Tj 0 -14 Td"
    content = f"BT /F1 10 Tf 50 700 Td {other} {drawn} ET".encode()
    assert read_pdf(draw_pdf(content), "cv.pdf").text.splitlines()[-1] == text


def test_a_written_line_end_is_a_blank() -> None:
    content = b"BT /F1 10 Tf 50 700 Td (Python\\r) Tj (and\\r) Tj (SQL) Tj ET"
    assert read_pdf(draw_pdf(content), "cv.pdf").text == "Python and SQL"


HIDDEN = {
    "white": "BT 1 g /F1 10 Tf 50 600 Td (TensorFlow) Tj ET",
    "nearly white": "BT .98 g /F1 10 Tf 50 600 Td (TensorFlow) Tj ET",
    "as its ground": "0 .2 .4 rg 0 500 600 200 re f BT 0 .2 .4 rg /F1 10 Tf 50 600 Td (TensorFlow) Tj ET",
    "tiny": "BT /F1 1 Tf 50 600 Td (TensorFlow) Tj ET",
    "scaled to nothing": "BT /F1 10 Tf .1 0 0 .1 50 600 Tm (TensorFlow) Tj ET",
    "not drawn": "BT 3 Tr /F1 10 Tf 50 600 Td (TensorFlow) Tj ET",
    "only clipping": "q BT 7 Tr /F1 10 Tf 50 600 Td (TensorFlow) Tj ET Q",
    "beside the page": "BT /F1 10 Tf 700 600 Td (TensorFlow) Tj ET",
    "below the page": "BT /F1 10 Tf 50 -40 Td (TensorFlow) Tj ET",
    "clipped": "q 0 0 10 10 re W n BT /F1 10 Tf 50 600 Td (TensorFlow) Tj ET Q",
    "covered": "BT /F1 10 Tf 50 600 Td (TensorFlow) Tj ET 1 g 0 500 600 150 re f",
    "transparent": "q /Ghost gs BT /F1 10 Tf 50 600 Td (TensorFlow) Tj ET Q",
    "white under a word": "BT 1 g /F1 10 Tf 50 700.2 Td (TensorFlow) Tj ET",
}


@pytest.mark.parametrize("drawn", HIDDEN.values(), ids=HIDDEN)
def test_hidden_text_is_left_out(drawn: str) -> None:
    content = f"{drawn if '700.2' in drawn else ''} BT 0 g /F1 10 Tf 50 700 Td (Nurse wanted) Tj ET {drawn}".encode()
    document = read_pdf(draw_pdf(content), "cv.pdf")
    assert document.text == "Nurse wanted"
    assert "hidden text left out" in document.notes[0]
    assert "on page(s) 1" in document.notes[0]


def test_hidden_text_outside_the_crop_box() -> None:
    content = b"BT /F1 10 Tf 50 700 Td (Nurse) Tj 0 -600 Td (TensorFlow) Tj ET"
    assert read_pdf(draw_pdf(content, page="/CropBox[0 400 600 800]"), "cv.pdf").text == "Nurse"


@pytest.mark.parametrize(
    "drawn",
    [
        "0 g 0 500 600 200 re f BT 1 g /F1 10 Tf 50 600 Td (Keras) Tj ET",
        "BT .6 g /F1 8 Tf 50 600 Td (Keras) Tj ET",
        "BT 1 Tr .5 w /F1 10 Tf 50 600 Td (Keras) Tj ET",
        "BT /F1 10 Tf 50 600 Td (Keras) Tj .2 0 Td (Keras) Tj ET",
        "q 0 1 -1 0 100 500 cm BT /F1 10 Tf 0 0 Td (Keras) Tj ET Q",
    ],
    ids=["white on black", "grey", "outlined", "drawn twice for bold", "turned"],
)
def test_odd_looking_text_is_read(drawn: str) -> None:
    document = read_pdf(draw_pdf(drawn.encode()), "cv.pdf")
    assert (document.text, document.notes) == ("Keras", ())


def test_a_turned_page_is_read_as_shown() -> None:
    lines = ("First line", "Second line", "Third line")
    drawn = "".join(
        f"q 0 1 -1 0 {100 + 14 * n} 50 cm BT /F1 10 Tf ({line}) Tj ET Q " for n, line in enumerate(lines)
    )
    document = read_pdf(draw_pdf(drawn.encode(), page="/Rotate 90"), "cv.pdf")
    assert document.text.splitlines() == list(lines)
    assert not document.notes


SECTIONS = {
    "PROFILE": ("Data scientist with a taste for", "clean code and honest numbers."),
    "EXPERIENCE": (
        "Engineer at Northwind, 2019-2024",
        "Built models for demand in retail",
        "and ran them on Kubernetes.",
    ),
    "EDUCATION": ("MSc in statistics, Uppsala", "BSc in mathematics, Lund"),
    "PROJECTS": ("A library for drift detection", "An atlas of local dialects"),
}
SIDE = {
    "SKILLS": ("Python", "PyTorch", "SQL"),
    "LANGUAGES": ("Swedish", "English"),
    "HOBBIES": ("Chess", "Skiing"),
}


def _boxes(x: float, sections: dict[str, tuple[str, ...]]) -> tuple[list[Placed], list[Placed], list[str]]:
    """Return the headings and the bodies of a column, each with its place, and its lines in order."""
    heads: list[Placed] = []
    bodies: list[Placed] = []
    y = 640.0
    for head, lines in sections.items():
        heads.append((x, y, head))
        bodies += [(x, y - 16 - 13 * number, line) for number, line in enumerate(lines)]
        y -= 16 + 13 * len(lines) + 20
    return heads, bodies, [line for head, lines in sections.items() for line in (head, *lines)]


@pytest.mark.parametrize("first", ["headings", "bodies", "from below"])
def test_boxes_drawn_in_no_order_are_read_by_eye(first: str) -> None:
    heads, bodies, right = _boxes(220, SECTIONS)
    side_heads, side_bodies, left = _boxes(40, SIDE)
    drawn = [*heads, *side_heads, *side_bodies, *bodies]
    if first == "bodies":
        drawn = [*bodies, *side_bodies, *side_heads, *heads]
    if first == "from below":
        drawn = sorted(drawn, key=lambda placed: placed[1])
    name = (40.0, 720.0, "Maja Lindqvist, data scientist who likes to explain what the numbers say")
    document = read_pdf(make_pdf([*drawn, name]), "cv.pdf")
    lines = [line for line in document.text.splitlines() if line]
    assert " ".join([name[2], *left, *right]) == " ".join(lines)


def test_dates_beside_jobs_drawn_late_come_to_their_jobs() -> None:
    jobs = [f"Engineer for machine learning at Contoso number {n}" for n in range(6)]
    left = [(50.0, 700 - 30.0 * n, job) for n, job in enumerate(jobs)]
    dates = [(480.0, 700 - 30.0 * n, f"201{n} - 201{n + 1}") for n in range(6)]
    text = read_pdf(make_pdf([*dates[::-1], *left[::-1]]), "cv.pdf").text
    assert "Contoso number 2 | 2012 - 2013" in text


def test_places_lead_back_to_page_and_line() -> None:
    document = read_pdf(make_pdf(_column(50, 700, *PROSE), _column(50, 700, "Skills", "Spark")), "cv.pdf")
    assert str(document.place(document.text.index("Python"))) == "page 1, line 3"
    assert str(document.place(document.text.index("Spark"))) == "page 2, line 2"


# ------------------------------------------------------------------ hostile files


def _nested_forms(depth: int, times: int) -> bytes:
    forms = []
    for level in range(depth):
        inner = b"BT /F1 10 Tf 50 700 Td (Hi) Tj ET" if level == depth - 1 else b"/X Do " * times
        link = b"/XObject<</X %d 0 R>>" % (8 + level)
        about = b"/Type/XObject/Subtype/Form/BBox[0 0 600 800]/Resources<</Font<</F1 5 0 R>>%s>>" % link
        forms.append(b"<<%s/Length %d>>stream\n%s\nendstream" % (about, len(inner), inner))
    return draw_pdf(b"/X Do " * times, resources="/XObject<</X 7 0 R>>", more=forms)


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("forms in forms", "takes more than"),
        ("blanks without end", "takes more than"),
        ("text without end", "takes more than"),
        ("pages without end", "a PDF of 5,000 pages; expected at most 100"),
        ("a page of a book", "page 1: 64,998 characters on one page"),
    ],
)
def test_files_that_cost_too_much_are_refused(name: str, found: str) -> None:
    data = {
        "forms in forms": lambda: _nested_forms(9, 10),
        "blanks without end": lambda: draw_pdf(b" " * 200_000_000),
        "text without end": lambda: draw_pdf(
            b"BT /F1 10 Tf 50 700 Td " + b"(Python) Tj " * 2_000_000 + b"ET"
        ),
        "pages without end": lambda: make_pdf(*[[]] * 5_000),
        "a page of a book": lambda: draw_pdf(
            b"BT /F1 4 Tf 20 780 Td 4 TL " + b"(Python, SQL) ' " * 5_000 + b"ET"
        ),
    }[name]()
    with pytest.raises(DocumentError, match=found):
        read_pdf(data, "cv.pdf")


def test_a_page_without_end_is_read_without_drawing() -> None:
    data = draw_pdf(b"BT /F1 10 Tf 50 700 Td (Python) Tj ET").replace(
        b"[0 0 600 800]", b"[0 0 600 100000800]"
    )
    assert read_pdf(data, "cv.pdf").text == "Python"
