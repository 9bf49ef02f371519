r"""Takes off a text what a page put around it, and mends what an extractor broke in it.

Buttons, lists of similar jobs, forms and the heads of mails are not the text's own. "Experience  PHP Developer, 2017 -
2019  Acme" had three lines; "J ava, P ython" were two words; "\xe2\x80\x93" was a dash. All is done on the folded text,
and the way back to the given offsets stays.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from jdmatch.folding import Edit, Folded, cases_of, fold_surface, places_of, rewritten
from jdmatch.reading.page import Page
from jdmatch.reading.patterns import any_of, later
from jdmatch.reading.structure import FullLines, Line, join
from jdmatch.taxonomy.models import SiteWords
from jdmatch.taxonomy.phrases import alternatives
from jdmatch.taxonomy.records import Taxonomy

_LONG_LINE = 600  # as long a line as nobody writes in a CV
# dashes and bullets in UTF-8 that were read as Latin-1 or Windows-1252; folding has made "â" an "a"
_MISREAD = later('a[\x80€][\x93\x94"¢]')
_ESCAPES = later(r"(?:\\x[0-9a-f]{2})+")
_BULLETS = "•●▪■◦\uf0a7\uf0b7"
_LETTER = later(r" (?=[b-hj-z] )")  # alone, and no word
_APART = later(r"(?<![^\s(/,;:-])([A-Za-z]) (?=([A-Za-z][A-Za-z+#]*))")
_YEAR_APART = later(r"(?<![^\s(/,;:-])([12]) (?=\d{3}(?!\d))")
_MOST_WIDE = 0.75
_OWN_BULLETS = ("- ", "+ ", "o ")  # that folding leaves inside a line
_RANGE = later(r"\d - [$£€]?\d\d")  # of pay or years
_FALLEN_APART = 4  # so many words that are none unless joined: an accident is rarer
_ARTICLES = frozenset("aAI")
# A text of fewer line ends than one in so many signs has lost them; the blank lines of others are counted too.
_FLAT = 200
_LONG_ON_AVERAGE = 110  # signs of a line; nineteen of twenty CVs stay below
_SHORTEST_NAME = 3
_SURE = 5  # letters of a word that is one whatever follows: "EDUCATION|PGDM"
_JOINED = 1000  # signs between two such places, on average; names with a capital inside are rarer
_FEW_LINES = 3
_MOST_PARTS = 4  # of a name: "OpenStreetMap"
_RUN = later(r"(?<![A-Za-z])[A-Za-z]{3,}(?:\+\+|#)?")
_CAMEL = later(r"[A-Z]+(?![a-z])[+#]*|[A-Z]?[a-z]+[+#]*|[A-Z]")
# a sentence and the next, a figure and a word, a word and a year, a bracket and a word
_MET = later(
    r"(?<=[a-z)\]\d%][.!?:])(?=[A-Z][a-z]{2}|[A-Z]{4})|(?<=[a-z]{2})(?=[A-Z]\.[A-Z])|(?<=[A-Z]{4})(?=[A-Z][.-][A-Za-z])|"
    r"(?<=[A-Z]{2}[.!?:])(?=[A-Z][a-z]{2})|(?<=[\d%+])(?=[A-Z][a-z])"
    r"|(?<=\d)(?=[A-Z]{4})|(?<=(?:19|20)\d\d)(?=[A-Z]{2})|(?<=[A-Za-z):])(?=(?:19|20)\d\d(?!\d))|(?<=[)\]])(?=[A-Z])"
    r"|(?<=[^\s#])(?=#{1,4} [A-Z])|(?<=\w)(?=[=-]{4})|(?<=[=-]{4})(?=[*A-Z])"  # marks of headings
)
_DASH = later(r"(?<=[A-Za-z.)%])[-*] (?=[A-Z])|(?<=\d)- (?=[A-Z][a-z]+ed )")
_SHORTEST_WORD = 4  # what is shorter is as likely an abbreviation: "BA", "CAD"
_IN_CAPITALS, _IN_SMALL = (
    later(rf"((?:\A|\n|[.!?:] )(?:\* )?|)(?<![A-Za-z])([{letters}]+)(?![A-Za-z])")
    for letters in ("A-Z", "a-z")
)
_LONGEST_HEADING = 7  # words
_NAMED = ("language", "tool")
_VOWEL = re.compile("[aeiouy]")
_PART, _PART_BEFORE = re.compile("[a-z]+"), re.compile(r"[a-z]+\Z")
_LONGEST_PART = 30
_LONGEST_WORD = 60  # letters; no name or word has more
# beside each letter of the other case; of 2,900 postings the one with fewest capitals has one in a hundred letters
_FEW_CAPITALS, _FEW_SMALL = 0.004, 0.1
_FEWEST_LETTERS = 40
_BEGINNING, _PLENTY = 500, 8  # signs; letters of either case, more than in a title
_LETTERS, _LETTERS_BEFORE = re.compile("[A-Za-z]+[+#]*"), re.compile(r"[A-Za-z]+\Z")
_LONGEST_GLUED = 80
IsWord = Callable[[str], bool]


def has_case(cased: str, start: int = 0) -> bool:
    """Return whether a text is, from a place on, written in small letters and capitals, but for a word or two.

    A sentence is too short to tell.

    >>> [has_case(text) for text in ("Java and SQL. " * 20, "java and sql. " * 20, "JAVA AND SQL. " * 20, "java")]
    [True, False, False, True]
    """
    cases = cases_of(cased)  # sections ask for it too
    for stop in (start + _BEGINNING, len(cases)):  # the beginning of most texts shows it
        capitals, small = cases.count("A", start, stop), cases.count("a", start, stop)
        if min(capitals, small) > _PLENTY:
            break
    if capitals + small < _FEWEST_LETTERS:
        return True
    return capitals >= _FEW_CAPITALS * small and small >= _FEW_SMALL * capitals


class Mender:
    """Mends folded texts; made once from the words."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self._words, self._names = taxonomy.language.words, taxonomy.surfaces
        self._concepts = taxonomy.concepts
        cv = taxonomy.language.cv
        self._joins = frozenset(cv.title_joins)
        self._firms = frozenset({*cv.course_givers, *cv.certifying_firms})  # "freeCodeCamp"

    def mend(self, folded: Folded, given: str, *, is_cv: bool) -> Folded | None:
        """Return the mended text, None where nothing is to be mended; of a posting only words fall apart."""
        mended = folded
        if is_cv and (found := _lines(folded, given, self._is_known)):
            mended = rewritten(mended, found)
        if is_cv and (found := _escapes(mended.low)):
            mended = rewritten(mended, found)
        if found := self._glued_names(mended.cased):
            mended = rewritten(mended, found)
        if found := _words(mended, self._is_known):
            mended = rewritten(mended, found)
        return None if mended is folded else mended

    def hyphens(self, folded: Folded, full: FullLines) -> Folded | None:
        """Return a text without line ends behind hyphens, and without hyphens that only part a word: "experi-⏎ence"."""
        edits: list[Edit] = []
        cased, low = folded.cased, folded.low
        for at in [at for at, _ in full.ends if cased[at - 1] == "-" and cased[at - 2] != " "]:
            parts = _PART_BEFORE.search(low, max(0, at - _LONGEST_PART), at - 1), _PART.match(low, at + 1)
            words = [part[0] for part in parts if part]
            is_word = (
                len(words) > 1 and self._is_known("".join(words)) and not all(map(self._is_known, words))
            )
            edits.append((at - is_word, at + 1, ""))
        return rewritten(folded, edits) if edits else None

    def _glued_names(self, cased: str) -> list[Edit]:
        """Return where commas belong between names that nothing parts: "PythonSQLDocker"."""
        edits: list[Edit] = []
        names, done = self._names, 0
        for at in places_of(("aA",), cases_of(cased)):
            before = (
                _LETTERS_BEFORE.search(cased, max(0, at - _LONGEST_GLUED), at + 1) if at >= done else None
            )
            after = _LETTERS.match(cased, at + 1, at + _LONGEST_GLUED)
            if before is None or after is None or (word := before[0] + after[0]).lower() in names:
                continue
            start, cuts, done = 0, [], after.end()
            ends = [n for n in range(1, len(word)) if word[n].isupper()] + [len(word)]
            while start < len(word):
                end = next((n for n in reversed(ends) if n > start + 2 and word[start:n].lower() in names), 0)
                if not end:
                    break
                cuts.append(end)
                start = end
            else:
                edits += [(before.start() + cut, before.start() + cut, ", ") for cut in cuts[:-1]]
        return edits

    def _is_known(self, word: str) -> bool:
        """Return whether a word is one: of English or of the taxonomy."""
        return word in self._words or word in self._names or word in self._firms

    def with_case(self, folded: Folded, full: FullLines | None, *, is_cv: bool) -> Folded:
        """Return a text of one case as people write it: a CV and short lines in titles, other lines in sentences."""
        cased = folded.cased
        # a word that is written otherwise, as in a title, stays so
        word = _IN_CAPITALS if sum(map(str.isupper, cased)) > sum(map(str.islower, cased)) else _IN_SMALL
        ends = [at for at, _ in full.ends] if full else []
        lines = join(folded, ends).cased.split("\n")
        written = []
        for before, line, after in zip(["", *lines], lines, [*lines[1:], ""], strict=False):
            is_title = is_cv or (_may_head(line) and (after.startswith("* ") or not before))
            written.append(word.sub(self._in_title if is_title else self._in_sentence, line))
        signs = list("\n".join(written))
        for at in ends:
            signs[at] = "\n"
        return folded._replace(cased="".join(signs))

    def _in_title(self, word: re.Match[str]) -> str:
        plain = word[2].lower()
        if plain in self._joins:
            return word[1] + plain
        is_ordinary = len(plain) >= _SHORTEST_WORD and plain in self._words and plain not in self._names
        return word[1] + (plain.capitalize() if is_ordinary else plain.upper())

    def _in_sentence(self, word: re.Match[str]) -> str:
        plain = word[2].lower()
        meant = self._names.get(plain)
        # "Python" is an ordinary word, but first of all the name of a language
        is_name = meant is not None and meant.rule < 0 and self._concepts[meant.concept].kind in _NAMED
        if plain == "a" or (plain in self._words and not is_name and _VOWEL.search(plain)):
            return word[1] + (plain.capitalize() if word[1] else plain)
        return word[1] + (plain.capitalize() if len(plain) >= _SHORTEST_WORD else plain.upper())


def _may_head(line: str) -> bool:
    """Return whether a line is written as a heading may be."""
    return line.count(" ") < _LONGEST_HEADING and line[:2] != "* " and line[-1:] not in ".,;:"


# signs at the ends of a line that are none of its words, and with them the digits
_EDGE = " \t:!?.…,*#=_~-–>|()[]{}'\"/&+·•‹›»«←→★☆✱✓✕×⋮"
_NUMBERED = _EDGE + "0123456789"
_PARAGRAPH = 100  # longer than a button or the title of a job
_SHORT = 50  # shorter than most lines of a text
_BEGUN = 9  # letters by which longer lines are looked up
_MOST_ABOVE = 40  # lines of a page above its text
_SOON = 3  # lines behind a heading in which its text shows: an item, a year, or a line of ...
_SENTENCE = 60
_FORM = 12  # lines around a file to attach, of which a form has at least ...
_FEWEST_FIELDS = 4
_NEAR = 6  # lines in which a label of a job board has its values, and its neighbours
_SIGNATURE = 8  # lines of a sender's name, trade and numbers
_YEAR = later(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_PARTS = later(r" [|·•/] ")
_FEW_WORDS = later(r"[^ ]+(?: [^ ]+){0,5}")
_FEWEST_BEFORE = 200  # signs of a text before a list of others
# what browsers print above and below a page: "3/14/26, 9:05 AM", and the address with the number of the page
_PRINTED = later(r"\d\d?[/.]\d\d?[/.]\d\d(?:\d\d)?, \d\d?:\d\d|https?://[^\s]+ \d+/\d+\Z")


class Surroundings:
    """What stands around a text on its page or in its mail, told by whole lines."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        words = taxonomy.language.headings.site
        whole, begun, own = taxonomy.prepare("site", lambda: _site_lines(words))
        self._whole: dict[str, str] = whole
        self._begun: dict[str, list[tuple[str, str, str]]] = begun
        self._own: frozenset[str] = own
        self._telling = {name for name, kind in self._whole.items() if kind != "fields"}
        self._firsts = {name.partition(" ")[0] for name in self._telling} | self._begun.keys()
        self._lists: dict[str, list[str]] = {}  # by their first word as it is written
        for name, kind in self._whole.items():
            if kind == "others" and " " in name:
                self._lists.setdefault(f" {name.partition(' ')[0].capitalize()} ", []).append(f" {name} ")
        self._notices = {
            head[:_BEGUN] for rows in self._begun.values() for head, _, kind in rows if kind == "lines"
        }
        answers = f"(?:(?:{any_of(words.answers)}): ?)*"
        self._subject = later(rf"(?:{any_of(words.subjects)}): ?{answers}")

    def take_off(self, page: Page) -> None:
        """Take what is not its own off a page's text; a title given apart stays."""
        folded = page.folded
        if around := self.find(folded, page.lines, first=1 if page.title else 0):
            page.site = [(folded.start(start), folded.end(end)) for start, end in around]
            page.refold(rewritten(folded, [(start, end, "") for start, end in around]))

    def find(self, folded: Folded, lines: Sequence[Line], *, first: int) -> list[tuple[int, int]]:
        """Return from where to where a text is not its own; lines before the first one given are."""
        low = folded.low
        begin = lines[first].start if first < len(lines) else 0
        if not self._may_stand_in(low):
            return self._in_flat(folded, begin)
        texts = [low[line.start : line.end] for line in lines]
        told = {n: kind for n, text in enumerate(texts) if n >= first and (kind := self._kind(text))}
        gone = self._gone(texts, told, first)
        if not gone or len(gone) == len(lines):
            return [] if gone else self._in_flat(folded, begin)
        found: list[tuple[int, int]] = []
        for n in sorted(gone):
            start, end = lines[n].start, min(lines[n].end + 1, len(low))
            if told.get(n) == "mail" and (subject := self._subject.match(texts[n])):
                end = start + subject.end()  # what the mail is about may be the title
            if found and n - 1 in gone and found[-1][1] == lines[n - 1].end + 1:
                found[-1] = (found[-1][0], end)
            else:
                found.append((start, end))
        # the blank lines between go with them
        begin, (start, end) = lines[first - 1].end + 1 if first else 0, found[0]
        if not low[begin:start].strip():
            found[0] = (begin, len(low) - len(low[end:].lstrip("\n")))
        if not low[found[-1][1] :].strip():
            found[-1] = (len(low[: found[-1][0]].rstrip("\n")), len(low))
        return found

    def _may_stand_in(self, low: str) -> bool:
        """Return whether a text may hold such a line: one that is short and no item, or begins as a notice does."""
        lines = low.split("\n")
        brief = [line for line in lines if len(line) < _SHORT and line[:1] != "*"]
        bare = [line.strip(_NUMBERED) for line in brief]
        if not self._telling.isdisjoint(bare) or "©" in low or any(map(_PRINTED.match, lines[:2])):
            return True
        if not self._notices.isdisjoint([line[:_BEGUN] for line in lines if len(line) >= _SHORT]):
            return True
        begin = [line.partition(" ")[0] for line in bare]
        return any(self._kind(line) for line, word in zip(brief, begin, strict=True) if word in self._firsts)

    def _kind(self, text: str) -> str | None:
        """Return what a line is among those that stand around texts, a row of buttons being one."""
        if kind := self._named(text):
            return kind
        if (words := text.strip(_NUMBERED)).partition(" ")[0] not in self._firsts:
            return None
        words = _PARTS.sub(" ", words)
        end, is_sure = self._row(words, 0)
        return None if end < len(words) else "lines" if is_sure else "edges"

    def _named(self, text: str) -> str | None:
        """Return what a line is that is listed among those that stand around texts."""
        piece = text.strip(_NUMBERED)
        kind = self._whole.get(piece)
        if kind is not None:
            if kind[0] != "#":
                return kind
            return kind[1:] if any(map(str.isdigit, text)) else None
        for head, tail, kind in self._begun.get(piece.partition(" ")[0], ()):
            if piece.startswith(head) and piece.endswith(tail) and len(piece) > len(head) + len(tail):
                is_said = len(piece) > _PARAGRAPH or text[-1] in ".,;" or text.startswith("* ")
                return None if kind == "others" and is_said else kind
        return "lines" if _PRINTED.match(text) else None

    def _row(self, low: str, start: int) -> tuple[int, bool]:
        """Return where a row of buttons ends that begins at a place ("Save Share Sign in"), and whether one is sure."""
        end, is_sure = start, False
        while end < len(low):
            words = _FEW_WORDS.match(low, end)
            button = words.group().rstrip() if words else ""
            while button and (kind := self._whole.get(button.strip(_NUMBERED))) not in ("lines", "edges"):
                button = button.rpartition(" ")[0]
            if not button:
                break
            is_sure = is_sure or kind == "lines"
            end += len(button)
            end += low.startswith(" ", end)
        return end, is_sure

    def _in_flat(self, folded: Folded, first: int) -> list[tuple[int, int]]:
        """Return what stands around a text that lost its line ends: a row of buttons, and a list with all behind it."""
        cased, low = folded.cased, folded.low
        if not is_flat(folded):
            return []  # as most texts
        end, is_sure = self._row(low, first)
        found = [(first, end)] if is_sure else []
        lists = []
        for word, names in self._lists.items():
            at = cased.find(word, end + _FEWEST_BEFORE)
            while at >= 0:
                behind = [at + len(one) for one in names if low.startswith(one, at)]
                if not all(cased[stop : stop + 1].islower() for stop in behind):
                    lists.append(at)
                    break
                at = cased.find(word, at + 1)
        return [*found, (min(lists), len(low))] if lists else found

    def _gone(self, texts: Sequence[str], told: Mapping[int, str], first: int) -> set[int]:
        """Return the numbers of the lines that are not the text's own."""
        count = len(texts)
        begins = next((n for n in range(first, count) if n not in told and self._is_text(texts[n])), count)
        gone = {n for n, kind in told.items() if kind == "lines"}
        for n, kind in told.items():
            if n not in gone and kind == "others" and (begins < n or n - first > _MOST_ABOVE):
                gone.update(range(n, self._end(texts, n)))
            elif kind == "criteria" and any(told.get(m) == "labels" for m in range(n - _NEAR, n + _NEAR)):
                gone.update(range(n, self._values_end(texts, told, n)))
            elif n not in gone and kind == "uploads":
                around = [m for m in range(n - _FORM, n + _FORM) if told.get(m) in ("fields", "uploads")]
                if len(around) >= _FEWEST_FIELDS:
                    gone.update(range(around[0], self._end(texts, n)))
        gone |= _mail(told, self._subject, texts)
        for n, kind in told.items():
            if kind == "sign_offs" and (end := self._signed(texts, told, gone, n)):
                gone.update(range(n, end))
        top = range(first, min(begins, first + _MOST_ABOVE))
        above = [n for n in top if told.get(n) in ("edges", "lines")]
        if len(above) > 1 or gone.intersection(above):
            gone.update(above)
        for walk in (range(first, count), range(count - 1, first - 1, -1)):
            before = -1
            for n in walk:
                if told.get(n) == "edges" and before in gone:
                    gone.add(n)
                before = n
        below = count - 1
        while below > first and told.get(below) == "edges":
            below -= 1
        if below in gone:
            gone.update(range(below, count))
        return gone

    def _end(self, texts: Sequence[str], start: int) -> int:
        """Return the line on which the text's own words go on behind a list of others' or a form."""
        for n in range(start + 1, len(texts)):
            if texts[n].strip(_EDGE) in self._own and any(
                text.startswith("* ") or len(text) > _SENTENCE or _YEAR.search(text)
                for text in texts[n + 1 : n + 1 + _SOON]
            ):
                return n
        return len(texts)

    def _values_end(self, texts: Sequence[str], told: Mapping[int, str], start: int) -> int:
        """Return where the values of a label end: short lines below it."""
        end = start + 1
        while end < min(len(texts), start + _NEAR) and end not in told and not self._is_text(texts[end]):
            end += 1
        return end

    def _is_text(self, text: str) -> bool:
        """Return whether a line is more than a label: long, an item, or a heading of the text's own."""
        return len(text) > _SENTENCE or text.startswith("* ") or text.strip(_EDGE) in self._own

    def _signed(self, texts: Sequence[str], told: Mapping[int, str], gone: set[int], start: int) -> int:
        """Return where what a sender writes below a letter ends, 0 where text follows it."""
        for n in range(start + 1, min(len(texts), start + 1 + _SIGNATURE)):
            if n in gone or told.get(n) == "labels":
                return n
            if self._is_text(texts[n]):
                return 0
        return len(texts) if start + 1 + _SIGNATURE >= len(texts) else 0


def _mail(told: Mapping[int, str], subject: re.Pattern[str], texts: Sequence[str]) -> set[int]:
    """Return the lines of the heads of mails: rows of such lines, one of which says what it is about."""
    found: set[int] = set()
    for n, kind in told.items():
        if kind == "mail" and n not in found and subject.match(texts[n]):
            start = end = n
            while told.get(start - 1) == "mail":
                start -= 1
            while told.get(end + 1) == "mail":
                end += 1
            if start < end:
                found.update(range(start, end + 1))
    return found


def _site_lines(words: SiteWords) -> tuple[Any, ...]:
    """Return the lines that are compared whole, those that may hold any words, and the text's own headings."""
    whole: dict[str, str] = {}
    begun: dict[str, list[tuple[str, str, str]]] = {}
    kinds = ("lines", "edges", "others", "labels", "criteria", "fields", "uploads", "mail", "sign_offs")
    for kind in kinds:
        for line in (one for phrase in getattr(words, kind) for one in alternatives(phrase)):
            folded = fold_surface(line)
            if "*" in line:
                head, _, tail = folded.partition("*")
                begun.setdefault(head.partition(" ")[0], []).append((head, tail, kind))
            else:
                whole.setdefault(folded.strip(_NUMBERED), f"#{kind}" if "#" in line else kind)
    own = frozenset(fold_surface(one).strip(_EDGE) for phrase in words.own for one in alternatives(phrase))
    return whole, begun, own


def _escapes(low: str) -> list[Edit]:
    r"""Return what escaped or misread bytes stand for: "\xe2\x80\xa2" is a bullet."""
    edits: list[Edit] = []
    for match in _MISREAD.finditer(low):
        start, end = match.span()
        is_bullet = match[0][-1] == "¢"
        edits.append((start, end + low.startswith(" ", end), "\n* ") if is_bullet else (start, end, "-"))
    if "\\x" not in low:
        return edits
    for match in _ESCAPES.finditer(low):
        start, end = match.span()
        try:
            sign = bytes.fromhex(match[0].replace("\\x", "")).decode()
        except UnicodeDecodeError:
            sign = " "
        if "\xe2\x80" in sign:  # encoded twice
            sign = "-" if sign.endswith(("\x93", "\x94")) else " "
        if sign in _BULLETS and low.startswith(" ", end):
            edits.append((start, end + 1, "\n* "))
        else:
            edits.append((start, end, "-" if sign in "–—" else "'" if sign in "‘’" else " "))
    return sorted(edits)


def _words(folded: Folded, is_known: IsWord) -> list[Edit]:
    """Return the blanks inside words, where many words have one."""
    if len(_LETTER.findall(folded.flat)) < _FALLEN_APART:
        return []  # as in nearly all texts
    edits: list[Edit] = []
    certain = 0
    done = 0
    for match in _APART.finditer(folded.cased):
        letter, rest = match.groups()
        if match.start() < done:
            continue
        whole_known = is_known((letter + rest).lower())
        rest_known = is_known(rest.lower())
        if letter in _ARTICLES and rest_known:
            continue
        if whole_known or not rest_known:
            certain += whole_known and not rest_known and letter not in _ARTICLES
            edits.append((match.end() - 1, match.end(), ""))
            done = match.end() + len(rest)
    if certain < _FALLEN_APART:
        return []
    edits += [(m.end() - 1, m.end(), "") for m in _YEAR_APART.finditer(folded.cased)]
    return sorted(edits)


def is_flat(folded: Folded, given_ends: int = 0) -> bool:
    """Return whether a text has hardly any line ends, but for those that folding put before its bullets."""
    most = len(folded.cased) // _FLAT
    return given_ends < most and folded.cased.count("\n") - folded.cased.count("\n* ") < most


def has_long_lines(text: str) -> bool:
    """Return whether the lines of a CV are longer than people write them: some of their ends were lost."""
    return len(text) > _LONG_ON_AVERAGE * (text.count("\n") + 1)


def _lines(folded: Folded, given: str, is_known: IsWord) -> list[Edit]:
    """Return where lines ended in lines far too long: runs of blanks, or words that meet, are the only sign of it."""
    cased = folded.cased
    edits: list[Edit] = []
    start = 0
    for line in cased.split("\n"):
        end = start + len(line)
        first = given.rfind("\n", 0, folded.start(start)) + 1  # what folding cut at bullets was one line
        if len(line) > _LONG_LINE or "\n" not in given[first : first + _LONG_LINE]:
            edits += [
                (at, at + 2, "\n*") if cased[at + 1 : at + 3] in _OWN_BULLETS else (at, at + 1, "\n")
                for at in wide_blanks(folded, start, end)
                if given[folded.start(at) : folded.start(at + 1)].isspace()  # "as **lead**" has one blank
            ]
        start = end + 1
    if has_long_lines(cased):
        edits += _joints(cased, is_known)
    return sorted(edits)


def _joints(cased: str, is_known: IsWord) -> list[Edit]:
    """Return where two words meet that a line's end stood between: "EducationB.Sc. in Physics2014", "SQLBuilt"."""
    found = {match.start() for match in _MET.finditer(cased)}
    certain = len(found)
    for run in _RUN.finditer(cased):
        if cased[run.start() - 1 : run.start()] == "(" and cased.startswith(")", run.end()):
            continue  # an abbreviation: "Certified Pentester (CAPen)"
        parts = _CAMEL.findall(run.group())
        at, first = run.start(), 0
        while first < len(parts):
            size = _size_of_name(parts[first : first + _MOST_PARTS], is_known)
            at += size
            name = ""
            while size > 0:
                name += parts[first]
                size -= len(parts[first])
                first += 1
            if size < 0:
                first -= 1
                parts[first] = parts[first][size:]
            if (
                first < len(parts)
                and len(name) > 1
                and (len(parts[first]) >= _SHORTEST_NAME or (len(name) > _SURE and parts[first].isupper()))
            ):
                found.add(at)
                certain += min(len(name), len(parts[first])) >= _SHORTEST_WORD and all(
                    is_known(word.lower()) for word in (name, parts[first])
                )
    if certain <= max(_FEW_LINES, len(cased) / _JOINED):
        return []
    edits = [(at, at, "\n") for at in found]
    return edits + [(*match.span(), "\n* ") for match in _DASH.finditer(cased)]


def _size_of_name(parts: Sequence[str], is_known: IsWord) -> int:
    """Return how long the longest name is that begins some parts: "JavaScript|React", "NLP|NLTK", "Acme|Data"."""
    for stop in range(len(parts), 0, -1):
        name = "".join(parts[:stop]).lower()
        if is_known(name):
            return len(name)
        if parts[stop - 1].isupper():
            least = max(_SHORTEST_NAME, len(name) - len(parts[stop - 1]) + 1)
            for size in range(min(len(name) - 2, _LONGEST_WORD), least - 1, -1):
                if is_known(name[:size]) and (size > _SURE or _begins_known(name[size:], is_known)):
                    return size
    return len(parts[0])


def _begins_known(rest: str, is_known: IsWord) -> bool:
    return is_known(rest) or any(
        is_known(rest[:size]) for size in range(min(len(rest) - 1, _LONGEST_WORD), _SURE, -1)
    )


def wide_blanks(folded: Folded, start: int, end: int) -> list[int]:
    """Return the blanks that were runs of blanks, but for those inside a sentence that goes on in lower case.

    Where nearly all blanks are wide, they stand between words as single ones do.
    """
    cased = folded.cased
    wide = [
        place - 1
        for place in dict.fromkeys(folded.at)  # it stands twice where two signs went
        if start < place <= end
        and cased[place - 1] == " "
        and folded.start(place) - folded.start(place - 1) > 1
        and cased[place - 3 : place - 1] != "\n*"
    ]
    if len(wide) > _MOST_WIDE * cased.count(" ", start, end):
        return []
    ends = [at for at in wide if cased[at - 1] in ".:;" or not cased[at + 1 : at + 2].islower()]
    return [at for at in ends if not (_RANGE.match(cased, at - 1) or _RANGE.match(cased, at - 3))]
