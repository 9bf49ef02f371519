"""The Matcher: a taxonomy, a profile and a pipeline, ready to read and to score.

The one stateful object of the library; everything it returns is a frozen record.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from jdmatch.documents.text import Document, Kind, Text
from jdmatch.errors import InputError
from jdmatch.reading.page import KEY, Page
from jdmatch.reading.reader import PageReader
from jdmatch.reading.readout import read_page
from jdmatch.reading.records import Reading
from jdmatch.scoring.scoring import Fit, score
from jdmatch.taxonomy.loading import load_profile, load_taxonomy, preparing
from jdmatch.taxonomy.profile import Profile
from jdmatch.taxonomy.records import Taxonomy

if TYPE_CHECKING:
    import pandas as pd
    from spacy.language import Language

    from jdmatch.comparing.comparing import Comparison
    from jdmatch.reading.outline import Outline


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
        taxonomy_path: str | os.PathLike[str] | None = None,
    ) -> None:
        self.taxonomy = taxonomy
        self.profile = profile
        self._taxonomy_path = None if taxonomy_path is None else os.fspath(taxonomy_path)
        self._nlp = nlp
        self._makes_tokens = nlp is not None
        with preparing(taxonomy):
            self._reader = PageReader(taxonomy)

    @property
    def nlp(self) -> Language:
        """The spaCy pipeline, with the component `jdmatch` in it; spaCy is imported when it is first asked for."""
        import jdmatch.reading.factories  # noqa: F401 - registers the components

        if self._nlp is None:
            from jdmatch.reading.language import blank_pipeline

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
        words = page.text
        if not self._makes_tokens or len(words) > self.nlp.max_length:
            # the components work on characters: without a pipeline of the user's, no tokens need be made (a test
            # holds both ways equal)
            self._reader.read(page)
            return _with_file(read_page(page, self.taxonomy), text)
        doc = self.nlp.make_doc(words)
        doc.user_data[KEY] = page
        reading = self.nlp(doc)._.jdmatch
        assert isinstance(reading, Reading)
        return _with_file(reading, text)

    def score(self, text: Text, title: str | None = None, kind: Kind = "auto") -> Fit:
        """Return how well a text fits the profile, requirement by requirement.

        Raises:
            InputError: if `text` is neither text nor a Document, or `kind` is unknown.
        """
        return score(self.read(text, title=title, kind=kind), self.profile, self.taxonomy)

    def outline(self, text: Text, title: str | None = None, kind: Kind = "auto") -> Outline:
        """Return how a text was cut up: its lines with their sections, sentences and lists.

        Raises:
            InputError: if `text` is neither text nor a Document, or `kind` is unknown.
        """
        from jdmatch.reading.outline import outline_of

        page = _page(text, title, kind)
        self._reader.read(page)
        return outline_of(page)

    def pipe(
        self, texts: Iterable[Text], *, kind: Kind = "auto", workers: int = 1, chunk_size: int = 200
    ) -> Iterator[Fit]:
        """Yield the fits of many texts, lazily and in their order, on one or more processes.

        >>> import jdmatch
        >>> [fit.score is None for fit in jdmatch.load().pipe(["", "   "])]
        [True, True]
        """
        if workers == 1:
            for text in texts:
                yield self.score(text, kind=kind)
            return
        from jdmatch.tables.fits import score_many

        yield from score_many(self, texts, kind=kind, workers=workers, chunk_size=chunk_size)

    def score_frame(
        self,
        frame: pd.DataFrame,
        text: str = "description",
        title: str | None = "title",
        *,
        kind: Kind = "posting",
        workers: int = 1,
    ) -> pd.DataFrame:
        """Return a new frame with the same index: one row a posting, scored and read.

        Raises:
            InputError: if a named column is not there.
        """
        from jdmatch.tables.frames import score_frame

        return score_frame(self, frame, text=text, title=title, kind=kind, workers=workers)

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
        from jdmatch.comparing.comparing import compare

        cv_reading = cv if isinstance(cv, Reading) else self.read(cv, kind="cv")
        posting_reading = posting if isinstance(posting, Reading) else self.read(posting, kind="posting")
        return compare(cv_reading, posting_reading, self.taxonomy)


def _page(text: Text, title: str | None, kind: Kind) -> Page:
    if kind not in ("posting", "cv", "auto"):
        raise InputError(f"kind: {kind!r} is unknown; expected 'posting', 'cv' or 'auto'")
    if isinstance(text, Document):
        title = title or text.title
        text = text.text
    return Page.of(as_text(text), title=as_text(title) or None, kind=None if kind == "auto" else kind)


def _with_file(reading: Reading, text: Text) -> Reading:
    """Return a reading with what is known of the file: how it was read, and where its pages begin."""
    if not isinstance(text, Document) or not (text.notes or text.starts):
        return reading
    return replace(reading, notes=(*text.notes, *reading.notes), starts=text.starts)


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
    taxonomy: str | os.PathLike[str] | None = None,
    nlp: Language | None = None,
) -> Matcher:
    """Return a Matcher for a profile and a taxonomy, the bundled ones by default.

    Raises:
        TaxonomyError: if the taxonomy has faults.
        ProfileError: if there is no such profile, or it has faults.
    """
    words = load_taxonomy(taxonomy)
    return Matcher(words, load_profile(profile, words), nlp, taxonomy_path=taxonomy)
