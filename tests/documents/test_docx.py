from __future__ import annotations

import contextlib
import io
import random
import zipfile

import pytest

from jdmatch.documents import open_document
from jdmatch.documents.office import read_docx
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
    shown = '<w:sectPr><w:headerReference w:type="default" r:id="header1"/>'
    shown += '<w:headerReference w:type="first" r:id="header2"/></w:sectPr>'
    parts = {
        "document": f"<w:document {_NAMES}><w:body>{''.join(body)}{shown}</w:body></w:document>",
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


def _read(*body: str, **parts: str) -> str:
    return read_docx(make_docx(*body, **parts), "cv.docx").text


def test_paragraphs_lists_and_headings() -> None:
    heading = paragraph("Skills", properties='<w:pStyle w:val="Heading1"/>')
    items = [paragraph("Python", properties=_BULLET), paragraph("C++ &amp; R", properties=_BULLET)]
    steps = paragraph("Screening", properties=_NUMBER)
    assert (
        _read(paragraph("Jane"), heading, *items, steps) == "Jane\n\nSkills\n- Python\n- C++ & R\n- Screening"
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


def bare_docx(document: str) -> bytes:
    """Return a DOCX file of a single part."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", document)
    return target.getvalue()


def test_a_file_of_one_part_is_read() -> None:
    document = f'<w:document xmlns:w="{_MAIN}"><w:body>{paragraph("Python")}</w:body></w:document>'
    assert open_document(bare_docx(document)).text == "Python"


def test_text_between_dashes_is_no_note() -> None:
    assert _read(paragraph("---- Led a team with PyTorch ----")) == "---- Led a team with PyTorch ----"


def test_moved_text_is_read_once() -> None:
    moved = f"<w:moveFrom>{run('SQL')}</w:moveFrom>", f"<w:moveTo>{run('SQL')}</w:moveTo>"
    assert _read(paragraph(moved[0]), paragraph("Python"), paragraph(moved[1])) == "Python\nSQL"


def test_placeholders_are_no_text() -> None:
    filled = f"<w:sdt><w:sdtPr/><w:sdtContent>{run('Python')}</w:sdtContent></w:sdt>"
    prompt = "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>"
    prompt += f"{run('Click to enter text')}</w:sdtContent></w:sdt>"
    assert _read(paragraph(filled, prompt)) == "Python"


def _run_of(properties: str) -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>TensorFlow</w:t></w:r>"


@pytest.mark.parametrize(
    "properties",
    [
        "<w:vanish/>",
        '<w:color w:val="FFFFFF"/>',
        '<w:color w:val="fdfdfd"/>',
        '<w:sz w:val="2"/>',
        '<w:color w:val="112233"/><w:shd w:fill="112233"/>',
        '<w:color w:val="FFFFFF"/><w:highlight w:val="white"/>',
    ],
)
def test_hidden_runs_are_left_out_and_noted(properties: str) -> None:
    document = read_docx(make_docx(paragraph("Nurse", _run_of(properties), "wanted")), "cv.docx")
    assert document.text == "Nurse wanted"
    assert document.notes == ("hidden text left out: 1 word(s) that a reader cannot see",)


@pytest.mark.parametrize(
    "properties",
    [
        '<w:vanish w:val="0"/>',
        '<w:color w:val="auto"/>',
        '<w:color w:val="FFFFFF"/><w:shd w:fill="112233"/>',
        '<w:color w:val="FFFFFF"/><w:highlight w:val="darkBlue"/>',
        '<w:sz w:val="16"/>',
    ],
)
def test_light_text_on_dark_ground_is_read(properties: str) -> None:
    document = read_docx(make_docx(paragraph(_run_of(properties))), "cv.docx")
    assert (document.text, document.notes) == ("TensorFlow", ())


def test_white_text_in_a_dark_cell_is_read() -> None:
    cell = ['<w:tcPr><w:shd w:fill="1F3864"/></w:tcPr>', paragraph(_run_of('<w:color w:val="FFFFFF"/>'))]
    assert _read(table([cell])) == "TensorFlow"


def test_a_hidden_row_is_left_out() -> None:
    row = "<w:tr><w:trPr><w:hidden/></w:trPr><w:tc>" + paragraph("Keras") + "</w:tc></w:tr>"
    assert _read(f"<w:tbl>{row}</w:tbl>", paragraph("Python")) == "Python"


def test_deep_list_levels_take_no_memory() -> None:
    level = '<w:numPr><w:ilvl w:val="800000000"/><w:numId w:val="1"/></w:numPr>'
    assert _read(paragraph("Python", properties=level)) == "- Python"


def test_many_links_in_a_paragraph_are_linear() -> None:
    text = '&lt;a href=""&gt;' * 10_000
    assert len(_read(paragraph(text))) == 11 * 10_000


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("<w:p/>" * 400_001, "400,000 in all"),
        ("<w:p>" * 600 + "</w:p>" * 600, "500 elements nested"),
        (paragraph("x" * 20_000_000), "20,000,000 bytes of text"),
    ],
)
def test_more_than_any_cv_is_refused(body: str, found: str) -> None:
    document = bare_docx(f"<w:document {_NAMES}><w:body>{body}</w:body></w:document>")
    with pytest.raises(DocumentError, match=found):
        read_docx(document, "cv.docx")


def test_entities_of_its_own_are_refused() -> None:
    document = f'<!DOCTYPE x [<!ENTITY a "b">]><w:document {_NAMES}><w:body/></w:document>'
    with pytest.raises(DocumentError, match="a document type of its own"):
        read_docx(bare_docx(document), "cv.docx")
