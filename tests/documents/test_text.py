from __future__ import annotations

import pytest

from jdmatch.documents.text import decode, join_split_letters, plain, read_text, tidy
from jdmatch.errors import DocumentError


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_unicode_encodings_are_read_without_a_warning(encoding: str) -> None:
    decoded = decode("Zażółć – C++ “R”".encode(encoding), "cv.txt")
    assert decoded.text == "Zażółć – C++ “R”"
    assert decoded.notes == ()


def test_windows_1252_is_read_with_a_warning_that_names_the_byte() -> None:
    decoded = decode("Résumé – Python".encode("cp1252"), "cv.txt")
    assert decoded.text == "Résumé – Python"
    assert decoded.notes
    assert "byte 1" in decoded.notes[0]


def test_a_declared_encoding_goes_before_windows_1252() -> None:
    assert decode("Łódź".encode("iso-8859-2"), "page.html", "iso-8859-2").text == "Łódź"


def test_a_declared_encoding_that_does_not_exist_is_passed_over() -> None:
    assert decode(b"caf\xe9", "page.html", "x-unknown").encoding == "cp1252"


@pytest.mark.parametrize("data", [b"\x00\x01\x02Python", bytes(range(1, 9)) * 20 + b"\xff\xfe\xfd"])
def test_binary_is_refused(data: bytes) -> None:
    with pytest.raises(DocumentError, match=r"^cv\.bin: .+; expected text.+; convert"):
        decode(data, "cv.bin")


def test_broken_utf_16_is_refused() -> None:
    with pytest.raises(DocumentError, match="broken utf-16"):
        decode(b"\xff\xfeP\x00y", "cv.txt")


def test_a_text_file_keeps_its_blanks_and_signs() -> None:
    text = "• Python   and\tR\n\n\n  “ﬁne”\u00a0– 𝗦𝗤𝗟"
    assert read_text(text.encode(), "cv.txt").text == text


def test_line_ends_become_alike() -> None:
    assert plain("a\r\nb\rc\x0bd") == "a\nb\nc\nd"


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("•\u00a0Python", "- Python"),
        ("\uf0b7 Python", "- Python"),
        ("o Python", "- Python"),
        ("– Python", "- Python"),
        ("•\n\nPython", "- Python"),
        ("•\n• Python", "- Python"),
        ("o'clock", "o'clock"),
        ("-5 degrees", "-5 degrees"),
        ("*args", "*args"),
        ("classi\ufb01cation", "classification"),
        ("Py\u200bTorch", "PyTorch"),
        ("𝗣𝘆𝘁𝗵𝗼𝗻", "Python"),
        ("Ｐｙｔｈｏｎ", "Python"),
        ("Cafe\u0301", "Café"),
        ("2½ years, Spark™, 10²", "2½ years, Spark™, 10²"),
        ("\uf2a0 me@x.org", "me@x.org"),
        ("2019 â€“ 2021", "2019 – 2021"),
        ("São Paulo, Über", "São Paulo, Über"),
        ("a\n\n\n\nb", "a\n\nb"),
        ("", ""),
    ],
)
def test_tidy(raw: str, clean: str) -> None:
    assert tidy(raw) == clean


def test_tidy_twice_is_tidy_once() -> None:
    once = tidy("•\n\n•  a\u00a0 \n\n\n *  b\n--\n")
    assert tidy(once) == once


def test_split_letters_are_joined_only_where_the_whole_text_is_split() -> None:
    split = "I w as a S enior J ava D eveloper s ince 2 019: K afka, C ++, M S S QL"
    assert join_split_letters(split) == "I was a Senior Java Developer since 2019: Kafka, C++, MS SQL"
    whole = "I am a C developer with a plan to learn R and to use 3 041 cores"
    assert join_split_letters(whole) == whole
