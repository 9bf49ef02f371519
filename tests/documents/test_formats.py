"""What else people have a CV or a posting in: mails, saved pages, RTF, ODT, Markdown, old encodings."""

from __future__ import annotations

import base64
import io
import quopri
import zipfile

import pytest

from jdmatch.documents import open_document
from jdmatch.documents.office import read_odt, read_rtf
from jdmatch.documents.saved_page import read_mail
from jdmatch.documents.text import decode, read_markdown
from jdmatch.errors import DocumentError

PAGE = "<html><body><h1>ML Engineer</h1><ul><li>Python</li><li>Café & C++</li></ul></body></html>"


def _mail(body: bytes, encoding: str, kind: str = "text/html; charset=utf-8", more: bytes = b"") -> bytes:
    head = f"From: jobs@example.com\r\nSubject: Fwd: A job\r\nMIME-Version: 1.0\r\nContent-Type: {kind}\r\n"
    return f"{head}Content-Transfer-Encoding: {encoding}\r\n\r\n".encode() + body + more


@pytest.mark.parametrize("encoding", ["base64", "quoted-printable"])
def test_a_mail_is_its_page(encoding: str) -> None:
    pack = base64.encodebytes if encoding == "base64" else quopri.encodestring
    document = open_document(_mail(pack(PAGE.encode()), encoding))
    assert document.text == "ML Engineer\n- Python\n- Café & C++"
    assert (document.title, document.meta["format"]) == ("ML Engineer", "mail")


def test_a_plain_mail_has_its_subject_as_title() -> None:
    document = read_mail(_mail(b"We need Python.", "7bit", "text/plain"), "job.eml")
    assert (document.title, document.text) == ("A job", "We need Python.")


def test_a_saved_page_of_many_parts_and_its_attachments() -> None:
    parts = (
        b"--x\r\nContent-Type: text/plain\r\n\r\nsee the page\r\n"
        b"--x\r\nContent-Type: text/html\r\n\r\n<p>Python</p>\r\n"
        b"--x\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename=cv.pdf\r\n\r\nx\r\n--x--\r\n"
    )
    document = read_mail(_mail(parts, "7bit", "multipart/related; boundary=x"), "page.mhtml")
    assert document.text == "Python"
    assert document.notes == ("attachments not read: cv.pdf; save them, and open them one by one",)


@pytest.mark.parametrize(
    "data", [_mail(b"x", "base64", "image/png"), _mail(b"", "7bit", "multipart/mixed; boundary=x")]
)
def test_a_mail_without_a_text_is_refused(data: bytes) -> None:
    with pytest.raises(DocumentError, match="a mail without a text"):
        read_mail(data, "job.eml")


RTF_HEAD = (
    r"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}{\colortbl;\red255\green255\blue255;\red0\green0\blue0;}"
)


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (r"Python\par SQL", "Python\nSQL"),
        (r"C\'2b\'2b and caf\'e9", "C++ and café"),
        (r"\u1047 ?\u1072?\'e9", "Заé"),
        (r"{\b bold}ly {\i R}", "boldly R"),
        ("soft\nware", "software"),
        (r"{\listtext\bullet\tab}Python\par{\listtext\bullet\tab}SQL", "- Python\n- SQL"),
        (r"Python\cell 5 years\cell\row R\cell 1\cell\row", "Python | 5 years\nR | 1"),
        (r"{\info{\author Jane}}{\*\generator Word}{\footer foot}Python{\footnote note}", "Python"),
        (r"{\field{\*\fldinst HYPERLINK x}{\fldrslt my code}}", "my code"),
        (r"braces \{\} and \\ and\~blank", "braces {} and \\ and blank"),
        (r"{\bin3 }}}Python", "Python"),
        (r"\u-10179 ?\u-8704 ?Python", "\U0001f600Python"),
    ],
)
def test_rtf(body: str, text: str) -> None:
    assert read_rtf(f"{RTF_HEAD}{body}}}".encode("latin-1"), "cv.rtf").text == text


@pytest.mark.parametrize(
    "hidden", [r"\v Python\v0", r"\cf1 Python\cf0", r"\fs2 Python\fs24", r"\cf2\cb2 Python\plain"]
)
def test_hidden_rtf_is_left_out_and_noted(hidden: str) -> None:
    document = read_rtf(f"{RTF_HEAD}Nurse {hidden} wanted}}".encode(), "cv.rtf")
    assert document.text == "Nurse wanted"
    assert document.notes == ("hidden text left out: 1 word(s) that a reader cannot see",)


def test_groups_without_end_are_refused() -> None:
    with pytest.raises(DocumentError, match="1,000 groups nested"):
        read_rtf(rb"{\rtf1 " + b"{" * 100_000, "cv.rtf")


def make_odt(body: str, styles: str = "") -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr(
            "content.xml",
            "<office:document-content xmlns:office='o' xmlns:text='t' xmlns:table='b' xmlns:style='s' xmlns:fo='f'>"
            f"<office:automatic-styles>{styles}</office:automatic-styles>"
            f"<office:body><office:text>{body}</office:text></office:body></office:document-content>",
        )
    return target.getvalue()


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<text:h>Skills</text:h><text:p>Py<text:span>thon</text:span></text:p>", "Skills\nPython"),
        ("<text:list><text:list-item><text:p>R</text:p></text:list-item></text:list>", "- R"),
        ("<text:p>a<text:s text:c='3'/>b<text:tab/>c<text:line-break/>d</text:p>", "a b c\nd"),
        ("<text:p>R<text:note><text:note-body><text:p>n</text:p></text:note-body></text:note></text:p>", "R"),
        (
            "<table:table><table:table-row><table:table-cell><text:p>R</text:p></table:table-cell>"
            "<table:table-cell><text:p>5</text:p></table:table-cell></table:table-row></table:table>",
            "R | 5",
        ),
    ],
)
def test_odt(body: str, text: str) -> None:
    document = open_document(make_odt(body))
    assert (document.text, document.meta["format"]) == (text, "odt")


@pytest.mark.parametrize(
    "properties", ["text:display='none'", "fo:color='#ffffff'", "fo:font-size='1pt'", "fo:color='#111111' fo:background-color='#111111'"]
)  # fmt: skip
def test_hidden_odt_is_left_out_and_noted(properties: str) -> None:
    style = f"<style:style style:name='x'><style:text-properties {properties}/></style:style>"
    document = read_odt(
        make_odt("<text:p>Nurse <text:span text:style-name='x'>Python</text:span></text:p>", style), "a"
    )
    assert document.text == "Nurse"
    assert document.notes


def test_comments_of_markdown_are_left_out() -> None:
    document = read_markdown(b"# CV\n\n[//]: # (Python)\n<!-- PyTorch\n-->\nSQL", "cv.md")
    assert "Py" not in document.text
    assert document.notes == ("2 comment(s) left out, which no reader sees",)


@pytest.mark.parametrize(
    ("text", "encoding", "name"),
    [
        ("Опыт работы с Python и базами данных", "cp1251", "Windows-1251"),
        ("Опыт работы с Python и базами данных", "koi8_r", "KOI8-R"),
        ("Pythonによる機械学習の経験がある方を募集しています", "cp932", "Shift-JIS"),
        ("Résumé: naïve Bayes, Zürich – São Paulo", "cp1252", "Windows-1252"),
    ],
)
def test_old_encodings_are_guessed_and_noted(text: str, encoding: str, name: str) -> None:
    decoded = decode(text.encode(encoding), "cv.txt")
    assert decoded.text == text
    assert decoded.notes
    assert f"read as {name}" in decoded.notes[0]


def test_one_wrong_byte_spoils_no_good_letter() -> None:
    assert decode("Škoda, Łódź, naïve".encode() + b" caf\xe9", "cv.txt").text == "Škoda, Łódź, naïve café"


def test_utf_16_without_a_mark() -> None:
    assert decode("We need Python".encode("utf-16-le"), "cv.txt").text == "We need Python"
