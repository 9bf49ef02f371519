from marked import Expected, parse


def test_marks_become_text_and_expectations():
    text, expected = parse("We use [Go](go) and [C++](cpp; required), no [PHP](php; negated).")

    assert text == "We use Go and C++, no PHP."
    assert expected == [
        Expected(7, 9, "go", None),
        Expected(14, 17, "cpp", "required"),
        Expected(22, 25, "php", "negated"),
    ]
    assert [text[e.start : e.end] for e in expected] == ["Go", "C++", "PHP"]


def test_other_brackets_stay_text():
    assert parse("Array[int] (see f(x))") == ("Array[int] (see f(x))", [])
