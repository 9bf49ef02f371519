from __future__ import annotations

import contextlib
import io
import random
import sys
import zipfile

import pytest

from jdmatch.documents import open_document
from jdmatch.documents.docx import read_docx
from jdmatch.errors import DocumentError

_MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_NAMES = (
    f'xmlns:w="{_MAIN}" xmlns:r="{_RELATIONS}" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)
_BULLET = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
_NUMBER = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="2"/></w:numPr>'
_NUMBERING = "".join(
    f'<w:abstractNum w:abstractNumId="{i}"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
    f'<w:numFmt w:val="{kind}"/></w:lvl></w:abstractNum>'
    for i, kind in enumerate(("bullet", "decimal"))
) + "".join(f'<w:num w:numId="{i + 1}"><w:abstractNumId w:val="{i}"/></w:num>' for i in range(2))


def run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(*runs: str, properties: str = "") -> str:
    return (
        f"<w:p><w:pPr>{properties}</w:pPr>{''.join(r if r.startswith('<') else run(r) for r in runs)}</w:p>"
    )


def table(*rows: list[list[str]]) -> str:
    cells = [["<w:tc>" + "".join(cell) + "</w:tc>" for cell in row] for row in rows]
    return "<w:tbl>" + "".join("<w:tr>" + "".join(row) + "</w:tr>" for row in cells) + "</w:tbl>"


def make_docx(*body: str, header: str = "", footnotes: str = "") -> bytes:
    """Return a DOCX file with the given paragraphs and tables."""
    parts = {
        "document": f"<w:document {_NAMES}><w:body>{''.join(body)}</w:body></w:document>",
        "numbering": f"<w:numbering {_NAMES}>{_NUMBERING}</w:numbering>",
        "header1": f"<w:hdr {_NAMES}>{header}</w:hdr>",
        "header2": f"<w:hdr {_NAMES}>{header}</w:hdr>",
        "footnotes": f"<w:footnotes {_NAMES}>{footnotes}</w:footnotes>",
    }
    kinds = {"header1": "header", "header2": "header", "numbering": "numbering", "footnotes": "footnotes"}
    links = "".join(
        f'<Relationship Id="{name}" Type="{_RELATIONS}/{kind}" Target="{name}.xml"/>'
        for name, kind in kinds.items()
    )
    links += f'<Relationship Id="link" Type="{_RELATIONS}/hyperlink" Target="https://x.org" '
    links += 'TargetMode="External"/>'
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("[Content_Types].xml", f'<Types xmlns="{_PACKAGE}/content-types"/>')
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="main" '
            f'Type="{_RELATIONS}/officeDocument" Target="word/document.xml"/></Relationships>',
        )
        archive.writestr(
            "word/_rels/document.xml.rels",
            f'<Relationships xmlns="{_PACKAGE}/relationships">{links}</Relationships>',
        )
        for name, content in parts.items():
            archive.writestr(f"word/{name}.xml", f'<?xml version="1.0"?>{content}')
    return target.getvalue()


@pytest.fixture(autouse=True)
def _needs_docx2python(request: pytest.FixtureRequest) -> None:
    if "without_docx2python" not in request.node.name:
        pytest.importorskip("docx2python", reason="the extra jdmatch[docx] is not installed")


def _read(*body: str, **parts: str) -> str:
    return read_docx(make_docx(*body, **parts), "cv.docx").text


def test_paragraphs_lists_and_headings() -> None:
    heading = paragraph("Skills", properties='<w:pStyle w:val="Heading1"/>')
    items = [paragraph("Python", properties=_BULLET), paragraph("C++ &amp; R", properties=_BULLET)]
    steps = paragraph("Screening", properties=_NUMBER)
    assert (
        _read(paragraph("Jane"), heading, *items, steps)
        == "Jane\n\nSkills\n- Python\n- C++ & R\n1) Screening"
    )


def test_breaks_tabs_and_hyphens() -> None:
    text = _read(
        paragraph("end", "<w:r><w:noBreakHyphen/></w:r>", "to-end", "<w:r><w:br/><w:tab/></w:r>", "2020")
    )
    assert text == "end-to-end\n2020"


def test_words_cut_into_runs_are_whole() -> None:
    assert _read(paragraph("Ten", "sor", "Flow and", " R")) == "TensorFlow and R"


def test_deleted_text_is_gone_and_inserted_text_is_there() -> None:
    deleted = "<w:del><w:r><w:delText>Perl</w:delText></w:r></w:del>"
    assert _read(paragraph("We use ", deleted, f"<w:ins>{run('Python')}</w:ins>")) == "We use Python"


def test_the_header_comes_first_and_once() -> None:
    assert _read(paragraph("Python"), header=paragraph("Jane Doe")) == "Jane Doe\nPython"


def test_links_are_their_words() -> None:
    link = f'<w:hyperlink r:id="link">{run("my code")}</w:hyperlink>'
    assert _read(paragraph("See ", link, " there")) == "See my code there"


def test_footnotes_leave_nothing() -> None:
    reference = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    note = f'<w:footnote w:id="2">{paragraph("A note")}</w:footnote>'
    assert _read(paragraph("Python", reference, " daily"), footnotes=note) == "Python daily"


def test_a_text_box_is_read_once() -> None:
    box = f"<w:txbxContent>{paragraph('Kafka')}</w:txbxContent>"
    choice = f'<mc:Choice Requires="wps"><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice>'
    fallback = f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback>"
    shape = f"<w:r><mc:AlternateContent>{choice}{fallback}</mc:AlternateContent></w:r>"
    text = _read(paragraph(shape, "Python"))
    assert sorted(text.split()) == ["Kafka", "Python"]


def test_rows_of_short_cells_are_lines_and_long_cells_are_columns() -> None:
    short = [[paragraph("Python")], [paragraph("5 years")]]
    layout = [[paragraph("left 1"), paragraph("left 2")], [paragraph("right 1"), paragraph("right 2")]]
    assert _read(table(short, layout)) == "Python | 5 years\nleft 1\nleft 2\nright 1\nright 2"


def test_angle_brackets_of_the_writer_are_kept() -> None:
    assert _read(paragraph("vector&lt;int&gt; and &lt;b&gt;")) == "vector<int> and <b>"


def test_meta_and_title() -> None:
    document = open_document(make_docx(paragraph("Python")), title="ML Engineer")
    assert (document.title, document.text, document.meta) == ("ML Engineer", "Python", {"format": "docx"})


def test_an_empty_file_is_an_empty_document() -> None:
    assert _read() == ""


@pytest.mark.parametrize("part", ["<w:document><w:body>", "<a/>", ""])
def test_a_broken_file_is_refused(part: str) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(make_docx())) as given, zipfile.ZipFile(target, "w") as archive:
        for name in given.namelist():
            archive.writestr(name, part if name == "word/document.xml" else given.read(name))
    with pytest.raises(DocumentError, match=r"^bytes: a broken DOCX file .*; open it in a word processor"):
        open_document(target.getvalue())


@pytest.mark.parametrize("seed", range(40))
def test_damaged_files_raise_nothing_else(seed: int) -> None:
    chance = random.Random(seed)
    damaged = bytearray(make_docx(paragraph("Python"), header=paragraph("Jane")))
    for _ in range(20):
        damaged[chance.randrange(len(damaged))] = chance.randrange(256)
    with contextlib.suppress(DocumentError):
        open_document(bytes(damaged))


def test_a_file_without_its_relations_is_refused() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("word/document.xml", f"<w:document {_NAMES}><w:body/></w:document>")
    with pytest.raises(DocumentError, match="a broken DOCX file"):
        open_document(target.getvalue())


def test_a_file_that_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jdmatch.documents.docx._MAX_BYTES", 100)
    with pytest.raises(DocumentError, match="bytes when unpacked; expected at most 100;"):
        read_docx(make_docx(), "cv.docx")


def test_without_docx2python_the_message_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "docx2python", None)
    with pytest.raises(DocumentError, match=r"pip install 'jdmatch\[docx\]'"):
        read_docx(b"PK", "cv.docx")
