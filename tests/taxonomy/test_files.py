import pytest

from jdmatch.taxonomy.files import read_yaml


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("no", "no"), ("on", "on"), ("yes", "yes"), ("off", "off"), ("y", "y"), ("NULL", "NULL"), ("True", "True"),
        ("12:30", "12:30"), ("2024-01-31", "2024-01-31"), ("1e3", "1e3"), ("0x10", "0x10"), ("1_000", "1_000"),
        ("true", True), ("false", False), ("null", None), ("~", None), ("", None), ("7", 7), ("-3", -3), ("0.5", 0.5),
        ("'7'", "7"), ('"true"', "true"), ("'null'", "null"), ("C++", "C++"), ("C#", "C#"), ("1.2.3", "1.2.3"),
    ],
)  # fmt: skip
def test_words_stay_what_a_person_wrote(written, value):
    assert read_yaml(f"key: {written}\n", "x.yaml").value == {"key": value}


def test_every_value_has_its_line():
    file = read_yaml(
        "# head\na: 1\nlist:\n  - id: x\n    names: [one,\n            two]\n  - id: y\n", "x.yaml"
    )

    assert file.value == {"a": 1, "list": [{"id": "x", "names": ["one", "two"]}, {"id": "y"}]}
    assert file.place(("a",)).line == 2
    assert file.place(("list", 0)).line == 4
    assert file.place(("list", 0, "names", 1)).line == 6
    assert file.place(("list", 1, "id")).line == 7


def test_a_path_without_a_line_has_that_of_what_it_stands_in():
    file = read_yaml("a:\n  b: 1\n", "x.yaml")
    assert file.place(("a", "missing", "deeper")).line == file.place(("a",)).line == 1


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("a: 1\nb: 2\na: 3\n", 3, "key 'a' is doubled; it stands first in line 1"),
        ("a: &name 1\n", 1, "anchors and aliases are not allowed"),
        ("a: 1\nb: !!python/object:os.system x\n", 2, "tag"),
        ("a: 1\nb: !custom x\n", 2, "tag '!custom' is not allowed"),
        ("a: [1, 2\nb: 3\n", 2, "not readable as YAML"),
        ("a: 1\n\tb: 2\n", 2, "not readable as YAML"),
        ("a: 1\n---\nb: 2\n", 2, "not readable as YAML"),
        ("", 1, "the file is empty"),
        ("# only a comment\n", 1, "the file is empty"),
        ("a: \x00\n", 1, "not readable as YAML"),
    ],
)
def test_faults_are_told_with_their_line(text, line, says):
    problems = read_yaml(text, "some/file.yaml").problems

    assert problems
    assert problems[0].file == "some/file.yaml"
    assert problems[0].line == line
    assert says in problems[0].message


def test_all_faults_of_a_file_are_told():
    text = "a: &x 1\na: 2\nb: !t 3\n"
    assert [p.line for p in read_yaml(text, "x.yaml").problems] == [1, 2, 3]
