"""The Matcher: a taxonomy, a profile and a pipeline, ready to read and to score.

The one stateful object of the library; everything it returns is a frozen record.
"""

from __future__ import annotations

import os
import re
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final, cast

from jdmatch.documents.text import Document, Kind, Text, check_kind
from jdmatch.errors import InputError
from jdmatch.reading.page import Page
from jdmatch.reading.reader import Outline, PageReader, outline_of, read_page
from jdmatch.reading.records import Reading
from jdmatch.scoring.scoring import Fit, score
from jdmatch.taxonomy.loading import (
    TaxonomyPath,
    load_profile,
    load_taxonomy,
    no_collecting,
    plain_path,
    preparing,
)
from jdmatch.taxonomy.models import ColumnsFile
from jdmatch.taxonomy.profile import Profile, with_gates
from jdmatch.taxonomy.records import Taxonomy

if TYPE_CHECKING:
    import pandas as pd
    from spacy.language import Language

    from jdmatch.comparing.comparison import Comparison
    from jdmatch.comparing.ranking import Ranking

_FILE_NAME: Final = re.compile(
    r"[^\n]{0,300}\.(?:txt|md|html?|pdf|docx?|odt|rtf|eml|mhtml|jsonl?)\s*", re.IGNORECASE
)


class Matcher:
    """Reads texts and scores their fit against a profile.

    >>> import jdmatch
    >>> matcher = jdmatch.load()
    >>> matcher.score("").score is None
    True
    """

    def __init__(
        self,
        taxonomy: Taxonomy,
        profile: Profile,
        nlp: Language | None = None,
        *,
        taxonomy_path: TaxonomyPath = None,
        gates: Iterable[str] = (),
    ) -> None:
        self.taxonomy = taxonomy
        self.profile = with_gates(profile, gates, taxonomy.language.facts)
        self._taxonomy_path = plain_path(taxonomy_path)
        self._nlp = nlp
        self._makes_tokens = nlp is not None
        with preparing(taxonomy):
            self._reader = PageReader(taxonomy)

    @property
    def nlp(self) -> Language:
        """The spaCy pipeline, with the component `jdmatch` in it; spaCy is imported when it is first asked for."""
        import jdmatch.reading.factories  # noqa: F401 - registers the components

        if self._nlp is None:
            from jdmatch.reading.factories import blank_pipeline

            self._nlp = blank_pipeline()
        if "jdmatch" not in self._nlp.pipe_names:
            reference = {"@misc": "jdmatch.taxonomy.v1", "path": self._taxonomy_path}
            self._nlp.add_pipe("jdmatch", config={"taxonomy": reference})
        return self._nlp

    def __reduce__(self) -> tuple[object, ...]:
        # to another process go the data; a pipeline's findings are the same as those without one
        return Matcher, (self.taxonomy, self.profile)

    def __repr__(self) -> str:
        return f"Matcher(profile={self.profile.id!r}, {self.taxonomy!r})"

    def read(self, text: Text, title: str | None = None, kind: Kind = "auto") -> Reading:
        """Return what is said in a text.

        Raises:
            InputError: if `text` is neither text nor a Document, or `kind` is unknown.
        """
        page = _page(text, title, kind)
        if not self._makes_tokens or len(page.given_text) > self.nlp.max_length:
            # the steps work on characters: without a pipeline of the user's, no tokens need be made (a test
            # holds both ways equal)
            self._reader.read(page)
            reading = read_page(page, self.taxonomy)
        else:
            from jdmatch.reading.factories import PAGE

            doc = self.nlp.make_doc(page.given_text)
            doc.user_data[PAGE] = page
            reading = self.nlp(doc)._.jdmatch
            assert isinstance(reading, Reading)
        return _with_file(reading, text).with_pay_band(self.profile.pay)

    def score(
        self, text: Text, title: str | None = None, kind: Kind = "auto", *, gates: Iterable[str] = ()
    ) -> Fit:
        """Return how well a text fits the profile, requirement by requirement.

        Args:
            text: The text, or a Document.
            title: Its title, where it is given apart.
            kind: "posting", "cv" or "auto".
            gates: Conditions beside those of the matcher, such as "remote" or "years=5": they take no points.

        Raises:
            InputError: if `text` is neither text nor a Document, or `kind` or a gate is unknown.
        """
        profile = with_gates(self.profile, gates, self.taxonomy.language.facts)
        return score(self.read(text, title=title, kind=kind), profile, self.taxonomy)

    def outline(self, text: Text, title: str | None = None, kind: Kind = "auto") -> Outline:
        """Return how a text was cut up: its lines with their sections, sentences and lists.

        Raises:
            InputError: if `text` is neither text nor a Document, or `kind` is unknown.
        """
        page = _page(text, title, kind)
        self._reader.read(page)
        return outline_of(page)

    def pipe(
        self,
        texts: Iterable[Text],
        *,
        kind: Kind = "auto",
        workers: int = 1,
        chunk_size: int = 200,
        seconds: float | None = None,
    ) -> Iterator[Fit]:
        """Yield the fits of many texts, lazily and in their order, on one or more processes.

        A text that takes longer than `seconds` (with several workers 30 by default) has a fit without a score, whose
        reading has the status "error". One process alone keeps to no limit unless one is given; then a worker reads.

        >>> import jdmatch
        >>> [fit.score is None for fit in jdmatch.load().pipe(["", "   "])]
        [True, True]

        Raises:
            InputError: if `texts` is a single text.
        """
        if isinstance(texts, str | Document):
            raise InputError("texts: one text; expected several, such as a list; give one to score()")
        from jdmatch.tables.rows import score_many

        return score_many(self, texts, kind=kind, workers=workers, chunk_size=chunk_size, seconds=seconds)

    def score_frame(
        self,
        frame: pd.DataFrame,
        text: str = "description",
        title: str | None = "title",
        *,
        place: str | None = "location",
        kind: Kind = "posting",
        workers: int = 1,
        seconds: float | None = None,
    ) -> pd.DataFrame:
        """Return a new frame with the same index: one row a posting, scored and read.

        A text that takes longer than `seconds` (with several workers 30 by default) has an `error`.

        Raises:
            InputError: if a named column is not there.
        """
        from jdmatch.tables.frames import score_frame

        return score_frame(
            self, frame, text=text, title=title, place=place, kind=kind, workers=workers, seconds=seconds
        )

    def skill_matrix(
        self,
        frame: pd.DataFrame,
        text: str = "description",
        *,
        kind: Kind = "posting",
        values: str = "stance",
    ) -> pd.DataFrame:
        """Return postings x concepts, for counting and plotting.

        Raises:
            InputError: if the named column is not there.
        """
        from jdmatch.tables.frames import skill_matrix

        return skill_matrix(self, frame, text=text, kind=kind, values=values)

    def compare(self, cv: Text | Reading, posting: Text | Reading) -> Comparison:
        """Return what a posting asks and a CV shows, both ways."""
        from jdmatch.comparing.comparison import compare

        cv_reading = cv if isinstance(cv, Reading) else self.read(cv, kind="cv")
        posting_reading = posting if isinstance(posting, Reading) else self.read(posting, kind="posting")
        return compare(cv_reading, posting_reading, self.taxonomy)

    def rank(
        self,
        one: Text | Reading,
        many: Iterable[Text | Reading] | pd.DataFrame,
        *,
        workers: int | str = 1,
        top: int | None = None,
        gates: Iterable[str] = (),
    ) -> Ranking:
        """Return many postings ranked for a CV, or many CVs for a posting, best first.

        Args:
            one: The CV or the posting; what it is decides which way is ranked.
            many: Texts, Documents or Readings, or a frame with a column of texts and maybe one of titles.
            workers: How many processes read them, or "auto" for one a core.
            top: Keep so many; all of them by default.
            gates: Conditions beside those of the matcher, such as "remote": postings that fail one come last.

        Raises:
            InputError: if something is not text, a gate is unknown, or no column of the frame looks like texts.

        >>> import jdmatch
        >>> ranking = jdmatch.load().rank("Requirements: Kotlin, SQL", ["Skills: Python", "Skills: Kotlin"])
        >>> ranking[0].key, [need.label for need in ranking[0].comparison.met]
        (1, ['Kotlin'])
        """
        from jdmatch.comparing.comparison import CvSkills, compare
        from jdmatch.comparing.ranking import rank_comparisons
        from jdmatch.tables.rows import read_many

        asked = with_gates(self.profile, gates, self.taxonomy.language.facts).gates
        first = one if isinstance(one, Reading) else self.read(one)
        keys, titles, texts = _many(many, self.taxonomy.columns)
        kind: Kind = "posting" if first.kind == "cv" else "cv"
        readings = read_many(self, zip(texts, titles, strict=True), kind=kind, workers=workers)
        cv = CvSkills(first, self.taxonomy) if kind == "posting" else None
        pairs = ((cv or reading, reading if cv else first) for reading in readings)
        compared = (
            (key, title or "", compare(shown, asking, self.taxonomy))
            for key, title, (shown, asking) in zip(keys, titles, pairs, strict=True)
        )
        return rank_comparisons(compared, self.taxonomy.comparison, top, asked)


def _many(
    many: Iterable[Text | Reading] | pd.DataFrame, words: ColumnsFile
) -> tuple[Sequence[Hashable], list[str | None], list[Text | Reading]]:
    """Return what many things are known by, their titles and their texts."""
    if isinstance(many, str | Document | Reading):
        raise InputError("many: one text; expected several, such as a list; give one to compare()")
    if not hasattr(many, "columns"):
        given = list(many)
        return range(len(given)), [one.title if isinstance(one, Document) else None for one in given], given
    from jdmatch.tables.columns import guess_column, in_quotes
    from jdmatch.tables.rows import with_place

    frame = cast("pd.DataFrame", many)
    names = [str(name) for name in frame.columns]
    text, title = guess_column("text", names, words), guess_column("title", names, words)
    if text is None:
        raise InputError(
            f"frame: no column looks like texts; available: {in_quotes(names)}; "
            "rename the one that holds them to 'text'"
        )
    titles: list[str | None] = [None] * len(frame)
    if title is not None:
        titles = [as_text(cell) or None for cell in frame.iloc[:, title]]
    texts: list[Text | Reading] = [as_text(cell) for cell in frame.iloc[:, text]]
    if (place := guess_column("place", names, words)) is not None:
        texts = list(map(with_place, texts, frame.iloc[:, place]))
    return frame.index.tolist(), titles, texts


def _page(text: Text, title: str | None, kind: Kind) -> Page:
    check_kind(kind)
    given = None
    if isinstance(text, Document):
        title, given = title or text.title, text.meta
        text = text.text
    # a title that is a number, as tables have them, is its digits
    title = str(title) if isinstance(title, int | float) and title == title else title
    kind_told = None if kind == "auto" else kind
    return Page.of(as_text(text), title=as_text(title) or None, kind=kind_told, given=given)


def _with_file(reading: Reading, text: Text) -> Reading:
    """Return a reading with what is known of its file: how it was read, where its pages begin, or that it is one."""
    if isinstance(text, str) and reading.status in ("thin", "empty") and _FILE_NAME.fullmatch(text):
        note = "the text looks like the name of a file; open it with jdmatch.open_document"
        return replace(reading, notes=(*reading.notes, note))
    if not isinstance(text, Document) or not (text.notes or text.starts):
        return reading
    # an empty file says so itself
    own = () if reading.status == "empty" and text.notes else reading.notes
    return replace(reading, notes=(*text.notes, *own), starts=text.starts)


def as_text(value: object) -> str:
    """Return a cell's text: missing values are empty text.

    Raises:
        InputError: for anything that is neither text nor missing.

    >>> as_text(float("nan")), as_text("Python")
    ('', 'Python')
    """
    if isinstance(value, str):
        return value
    if value is None or type(value).__name__ in ("NAType", "NaTType") or value != value:
        return ""
    raise InputError(
        f"text: {type(value).__name__} is not text; pass a string, or open a file with jdmatch.open_document"
    )


def load(
    profile: str | os.PathLike[str] = "ml-engineer",
    taxonomy: TaxonomyPath = None,
    nlp: Language | None = None,
    *,
    gates: Iterable[str] = (),
) -> Matcher:
    """Return a Matcher for a profile and a taxonomy, the bundled ones by default.

    Args:
        profile: The name of a profile of the taxonomy, or the path of a file.
        taxonomy: A folder, or several of which each is laid over those before: `["bundled", "our-skills"]`.
        nlp: A pipeline of your own, to which the component `jdmatch` is added.
        gates: Conditions on postings, beside those of the profile: "remote", "years=5", "pay=90000 EUR", "visa".

    Raises:
        InputError: if a gate is unknown.
        TaxonomyError: if the taxonomy has faults.
        ProfileError: if there is no such profile, or it has faults.
    """
    with no_collecting():
        words = load_taxonomy(taxonomy)
        return Matcher(words, load_profile(profile, words), nlp, taxonomy_path=taxonomy, gates=gates)
