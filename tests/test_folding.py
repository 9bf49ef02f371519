import pytest
from hypothesis import given
from hypothesis import strategies as st

from jdmatch.folding import cases_of, fold, fold_surface, places_of

# letters, blanks, bullets, marks, ligatures, tags, entities: all that folding has a rule for
_SIGNS = st.sampled_from(
    [
        *"abc AZ\n\r\t-*_•·()",
        "\u00a0",
        "\u200b",
        "\u00ad",
        "\u0301",
        "é",
        "İ",
        "ﬁ",
        "’",
        "–",
        "\\-",
        "**",
        "__",
        "&amp;",
        "<li>",
        "<br/>",
        "<b>",
        "</b>",
        "C++",
        "Ｐ",
        "\\n",
        "['",
        "', '",
        "']",
    ]
)
_TEXTS = st.one_of(st.text(max_size=60), st.lists(_SIGNS, max_size=25).map("".join))


def places(text, words):
    """Return the words of the given text that a folded phrase leads back to."""
    folded = fold(text)
    at = folded.low.index(words)
    return text[folded.start(at) : folded.end(at + len(words))]


@pytest.mark.parametrize(
    ("text", "low"),
    [
        ("Plain words stay", "plain words stay"),
        ("Machine-Learning", "machine learning"),
        ("don’t", "don't"),
        ("“big” «data»", '"big" "data"'),
        ("2010–2014", "2010 2014"),
        ("a\u00a0b\u2009c\td", "a b c d"),
        ("far    apart", "far apart"),
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
        ("  indented", "indented"),
        ("trailing   \nnext", "trailing\nnext"),
        ("data\u00adbase", "database"),
        ("\ufeffPython", "python"),
        ("Py\u200bthon", "python"),
        ("ﬁne-tuning", "fine tuning"),
        ("Résumé", "resume"),
        ("Re\u0301sume\u0301", "resume"),
        ("ＰＹＴＨＯＮ", "python"),
        ("scikit\\-learn and C\\+\\+", "scikit learn and c++"),
        ("**Requirements:** Python", "requirements: python"),
        ("Skills**Python**", "skills python"),
        ("the snake_case name", "the snake_case name"),
        ("R&D and A&B", "r&d and a&b"),
        ("<p>R&amp;D, C&#43;&#43;</p>", "\nr&d, c++\n"),
        ("<p>large <b>lan</b>guage models</p>", "\nlarge language models\n"),
        ("a < b and c > d", "a < b and c > d"),
        ("use List<String> well", "use list<string> well"),
        ("bell\x07rings", "bell rings"),
    ],
)
def test_texts_are_made_alike(text, low):
    assert fold(text).low == low


@pytest.mark.parametrize(
    "bullet", ["•", "-", "*", "·", "–", "▪", "●", "➢", "✓", "o", "+", "  •", "\t-", "••", "§", "→", "✅"]
)
def test_every_bullet_is_one_bullet(bullet):
    assert fold(f"List:\n{bullet} Python\n{bullet} SQL").low == fold("List:\n* Python\n* SQL").low


@pytest.mark.parametrize("text", ["-5 degrees", "of course", "+1 for tests", "*nix", "o'clock"])
def test_a_sign_that_belongs_to_its_word_is_no_bullet(text):
    assert "* " not in fold(f"x\n{text}").low.replace("* nix", "")


def test_a_dash_before_a_capital_is_a_bullet():
    assert fold("List:\n-Python\n-5 cups").low == "list:\n* python\n 5 cups"


@pytest.mark.parametrize("line", ["Rope• Maps", "Rope•Maps", "Rope:·     Maps"])
def test_a_bullet_inside_a_line_begins_another(line):
    assert fold(line).low.endswith("\n* maps")


def test_html_items_are_bullets_too():
    assert (
        fold("<ul><li>Python</li><li>SQL</li></ul>").low.split() == fold("x\n* Python\n* SQL").low.split()[1:]
    )


@pytest.mark.parametrize(
    ("text", "words", "given_words"),
    [
        ("Strong  machine\\-learning", "machine learning", "machine\\-learning"),
        ("we do machine \n   learning", "machine\nlearning", "machine \n   learning"),
        ("ﬁne tuning", "fine tuning", "ﬁne tuning"),
        ("<p>Java<b>Script</b></p>", "javascript", "Java<b>Script"),
        ("C&#43;&#43; code &amp; <br>", "c++", "C&#43;&#43;"),
        ("data\u00adbase", "database", "data\u00adbase"),
        ("• SQL", "sql", "SQL"),
    ],
)
def test_folded_offsets_lead_back_to_the_given_words(text, words, given_words):
    assert places(text, words) == given_words


@given(_TEXTS)
def test_the_three_forms_have_one_length(text):
    folded = fold(text)
    assert len(folded.cased) == len(folded.low) == len(folded.flat)


@given(_TEXTS)
def test_offsets_never_run_backwards_nor_leave_the_text(text):
    folded = fold(text)
    starts = [folded.start(i) for i in range(len(folded.cased))]
    assert starts == sorted(starts)
    assert all(0 <= s < len(text) for s in starts)
    assert all(folded.start(i) < folded.end(i + 1) <= len(text) for i in range(len(folded.cased)))


def test_every_surface_of_the_taxonomy_is_folded(taxonomy):
    assert [s for s in taxonomy.surfaces if fold_surface(s) != s] == []


# an "o" by itself in front is a bullet
@given(
    st.text(alphabet="abcdefghijklmnop qrstuvwxyz.,", max_size=80).filter(lambda t: t.split()[:1] != ["o"])
)
def test_plain_words_keep_every_letter(text):
    assert fold(text).low.split() == text.split()


@pytest.mark.parametrize(
    ("given", "folded"),
    [("Pythоn", "python"), ("РyTоrch, SQL", "pytorch, sql"), ("Sc\u0430la", "scala"), ("опыт SQL", "опыт sql"), ("κόσμος", "κόσμος")],
)  # fmt: skip
def test_letters_that_look_latin_are_latin(given: str, folded: str) -> None:
    assert fold(given).low == folded


def test_signs_of_direction_are_nothing() -> None:
    assert fold("Py\u202ethon \u2066SQL\u2069").low == "python sql"


def test_cases_keep_the_length_of_foreign_text():
    cased = "Größe: naïve Bayes? Ωmega (EU)."
    cases = cases_of(cased)
    assert len(cases) == len(cased)
    assert [cased[at : at + 2] for at in places_of(("Aa", "s."), cases)] == ["Gr", "Ba"]


@pytest.mark.parametrize(
    ("text", "low"),
    [
        ("['Python', 'R', 'deep learning']", "python, r, deep learning"),
        ('["Python","R"]', "python, r"),
        ("['R' 'Go'\n 'SQL']", "r, go, sql"),
        ("['Five years of Java needed', '- SQL']", "five years of java needed\n* sql"),
        ("We bake.\\n\\nTasks:\\n- Knead\\r\\n  - Bake\\n\\tEat", "we bake.\ntasks:\n* knead\n* bake\n eat"),
        ("['Bread is what\\nwe bake']", "bread is what\nwe bake"),
        (r"In C:\new folder", r"in c:\new folder"),
        ("['", "['"),
        ("[R]", "[r]"),
    ],
)
def test_written_out_lists_and_lines_are_read(text, low):
    assert fold(text).low == low


def test_a_written_out_list_keeps_its_offsets():
    assert places("['Python', 'deep  learning']", "deep learning") == "deep  learning"
