from __future__ import annotations

import errno
import io
import pickle
import warnings
import zipfile
from pathlib import Path

import pytest

from jdmatch.documents import Document, DocumentWarning, open_document
from jdmatch.documents.opening import write_text
from jdmatch.errors import DocumentError, JdmatchError


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.txt", b"Python", "text"),
        ("a", b"Python", "text"),
        ("a.md", b"# Python\n<br> is a tag", "markdown"),
        ("a.txt", b"<!DOCTYPE html><p>Python</p>", "html"),
        ("a.txt", b"\xef\xbb\xbf\n <!-- x --> <div class='a'>Python</div>", "html"),
        ("a", b"Python<br>SQL<br>R<br>Go<br>Rust", "html"),
        ("a", b"&lt;p&gt;Python&lt;/p&gt;&lt;p&gt;R&lt;/p&gt;", "html"),
        ("a.html", b"Python", "html"),
        ("a.HTM", b"Python", "html"),
        ("a.txt", b'{"description": "Python"}', "json"),
        ("a.json", b'[{"text": "Python"}]', "json"),
        ("a.txt", b"[Acme] looks for {people}", "text"),
        ("a.rtf", b"{\\rtf1 Python}", "rtf"),
        ("a.txt", b"MIME-Version: 1.0\n\nPython", "mail"),
        ("a.eml", b"Python", "mail"),
        ("a.txt", b"From: us\nSubject: ML\n\nPython", "text"),
    ],
)
def test_the_kind_is_found_by_content_then_by_name(
    tmp_path: Path, name: str, content: bytes, kind: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    document = open_document(path)
    assert document.meta["format"] == kind
    assert document.meta["source"] == str(path)
    assert open_document(str(path)) == document


@pytest.mark.parametrize(("name", "content"), [("a.json", b""), ("a.pdf", b""), ("a.txt", b" \n")])
def test_an_empty_file_is_an_empty_document(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.warns(DocumentWarning, match=r"0 bytes" if not content else "no text"):
        document = open_document(path)
    assert (document.text.strip(), document.meta["format"]) == ("", "text")


def test_bytes_have_no_source() -> None:
    assert "source" not in open_document(b"Python").meta


def test_a_given_title_goes_first() -> None:
    assert open_document(b"<h1>Page</h1><p>a</p>", title="ML Engineer").title == "ML Engineer"
    assert open_document(b"<h1>Page</h1><p>a</p>").title == "Page"


def _archive(*names: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return target.getvalue()


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"\x89PNG\r\n\x1a\n", "a PNG image"),
        (b"\xff\xd8\xff\xe0", "a JPEG image"),
        (b"\xd0\xcf\x11\xe0\xa1", "an old Office file"),
        (b"II*\0", "a TIFF image"),
        (b"\0" * 257 + b"ustar", "a tar archive"),
        (b"<?xml version='1.0'?><jobs><job>XML</job></jobs>", "an XML file"),
        (b"<rss version='2.0'><channel/></rss>", "an XML file"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'></svg>", "an SVG image"),
        (b"% my CV\n\\documentclass{article}\n\\begin{document}Python", "a LaTeX source"),
        (_archive("META-INF/container.xml", "a.xhtml"), r"an e-book \(EPUB\)"),
        (_archive("Index/Document.iwa"), "a Pages document"),
        (b"\x1f\x8b\x08", "a gzip archive"),
        (_archive("a.txt"), "a ZIP archive"),
        (_archive("xl/workbook.xml"), "a spreadsheet"),
        (b"PK\x03\x04broken", "a broken DOCX or ZIP file"),
        (b"\x00\x01\x02", "NUL bytes"),
    ],
)
def test_what_cannot_be_read_is_named_with_advice(tmp_path: Path, content: bytes, found: str) -> None:
    path = tmp_path / "cv.txt"
    path.write_bytes(content)
    with pytest.raises(
        DocumentError,
        match=rf"cv\.txt: {found}.*; expected text, HTML, PDF, DOCX, ODT, RTF, mail or JSON; \w+",
    ):
        open_document(path)


@pytest.mark.parametrize("suffix", ["pdf", "docx"])
def test_a_name_that_lies_is_said(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"cv.{suffix}"
    path.write_text("Python", encoding="utf-8")
    with pytest.raises(DocumentError, match=f"no {suffix.upper()} file in spite of its name"):
        open_document(path)


def test_a_missing_file_is_said_with_the_nearest_name(tmp_path: Path) -> None:
    (tmp_path / "posting.html").write_text("x", encoding="utf-8")
    with pytest.raises(DocumentError, match=r"no such file; .*did you mean 'posting\.html'\?"):
        open_document(tmp_path / "postin.html")
    with pytest.raises(DocumentError, match=r"no such file; .*check the path"):
        open_document(tmp_path / "nowhere" / "cv.pdf")


def test_a_directory_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="a directory; expected a file"):
        open_document(tmp_path)


@pytest.mark.parametrize("text", ["We need Python.\nAnd SQL.", "Python and SQL " * 100])
def test_a_text_in_place_of_a_path_is_told_apart(text: str) -> None:
    with pytest.raises(DocumentError, match="a text; expected a path or bytes"):
        open_document(text)


@pytest.mark.parametrize("path", ["a\0b", "x" * 600])
def test_a_path_that_cannot_be_one_is_refused(path: str) -> None:
    with pytest.raises(DocumentError, match="cannot be opened"):
        open_document(path)


def test_a_wrong_encoding_warns_and_is_noted(tmp_path: Path) -> None:
    path = tmp_path / "cv.txt"
    path.write_bytes("Résumé".encode("cp1252"))
    with pytest.warns(DocumentWarning, match="not UTF-8") as caught:
        document = open_document(path)
    assert document.text == "Résumé"
    assert f"{path}: {document.notes[0]}" == str(caught[0].message)
    assert caught[0].filename == __file__


def test_a_good_file_does_not_warn() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        open_document("Résumé".encode())


def test_errors_are_what_callers_expect() -> None:
    assert issubclass(DocumentError, JdmatchError)
    assert issubclass(DocumentError, ValueError)


def test_a_document_is_frozen_and_travels_and_is_hashed() -> None:
    document = Document("Python", title="ML Engineer", meta={"format": "text"})
    assert pickle.loads(pickle.dumps(document)) == document
    assert hash(document) == hash(Document("Python", title="ML Engineer"))
    with pytest.raises(AttributeError):
        document.text = "R"  # type: ignore[misc]


def test_a_document_shows_what_it_is() -> None:
    assert str(Document("Python")) == "Python"
    assert repr(Document("Python")) == "<Document untitled, text, 6 characters>"


def test_notes_and_places_of_a_file_reach_the_reading(tmp_path: Path) -> None:
    import jdmatch

    path = tmp_path / "job.html"
    path.write_text(
        "<p>ML Engineer</p><p>You know Python.</p><p style='display:none'>Spark</p>", encoding="utf-8"
    )
    with pytest.warns(DocumentWarning, match="hidden text left out"):
        document = open_document(path)
    fit = jdmatch.load().score(document, kind="posting")
    assert fit.to_dict()["reading"]["notes"][0] == "hidden text left out: 1 word(s) that a reader cannot see"
    (evidence,) = next(one for one in fit.to_dict()["requirements"] if one["id"] == "programming")["evidence"]
    assert (evidence["text"], evidence["place"]) == ("Python", "line 2")


def test_a_text_is_written_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "new" / "folder" / "page.html"
    assert write_text(target, "first\n") == target

    def full(path: Path, *_: object, **__: object) -> int:
        path.touch()
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(DocumentError, match=r"page.html: cannot be written \(No space left on device\)"):
        write_text(target, "second\n")
    assert [path.name for path in target.parent.iterdir()] == ["page.html"]
    assert target.read_text() == "first\n"


@pytest.mark.parametrize("source", ["", None, 5])
def test_what_is_no_path_is_told(source: object) -> None:
    with pytest.raises(DocumentError, match="no path; expected one"):
        open_document(source)  # type: ignore[arg-type]
