"""The blank English pipeline with jdmatch's tokenizer rules.

The reading itself works on characters, so that it is the same in any pipeline; the tokens are for spaCy's users.
The rules keep what technology is called in one token (C++, C#, .NET, Node.js, CI/CD, A/B, R&D, python3.11) and
split what names a list (C/C++/Java). Contractions are left whole: nobody looks for "'re" in a posting, and spaCy's
rules for them cost half the time.
"""

from __future__ import annotations

import re

import spacy
from spacy.language import Language
from spacy.tokenizer import Tokenizer
from spacy.util import compile_infix_regex, compile_prefix_regex, compile_suffix_regex

_CACHE_SIZE = 1_000_000
_WHOLE = (
    "C++", "c++", "C#", "c#", "F#", "f#", "J#", ".NET", ".net", ".Net", "CI/CD", "ci/cd", "A/B", "a/b", "R&D", "r&d",
    "e.g.", "i.e.", "etc.", "B.S.", "M.S.", "Ph.D.", "B.Sc.", "M.Sc.", "U.S.", "Sr.", "Jr.",
)  # fmt: skip
_PREFIXES = [r"[\(\[\{<\"'“”‘’•·*|,;:!?$£€₹#~=+/-]", r"\.(?![A-Za-z])", r"…"]
_SUFFIXES = [
    r"[\)\]\}>\"'“”‘’•·*|,;:!?%~=/-]",
    r"['’]s",
    r"(?<!\.[A-Za-z])\.",
    r"(?<![Cc+])\+",
    r"(?<![CcFfJj])#",
    r"…",
]
_INFIXES = [
    r"(?<![\d])/|/(?!\d)",
    r"(?<=[a-z\)])\.(?=[A-Z][a-z])",
    r"[\(\)\[\]|,;…•—–]",
    r"(?<=[A-Za-z])-(?=[A-Za-z])",
    r"(?<=\w):(?=\w)",
    r"[$£€₹](?=\d)",
]


def blank_pipeline() -> Language:
    """Return a blank English pipeline with jdmatch's tokenizer.

    >>> [t.text for t in blank_pipeline()("C/C++/Java, C#/.NET, Node.js and CI/CD (python3.11).")]
    ['C', '/', 'C++', '/', 'Java', ',', 'C#', '/', '.NET', ',', 'Node.js', 'and', 'CI/CD', '(', 'python3.11', ')', '.']
    """
    nlp = spacy.blank("en")
    nlp.tokenizer = make_tokenizer(nlp)
    return nlp


def make_tokenizer(nlp: Language) -> Tokenizer:
    """Return a tokenizer for postings over a pipeline's vocabulary."""
    tokenizer = Tokenizer(
        nlp.vocab,
        rules={text: [{"ORTH": text}] for text in _WHOLE},
        prefix_search=compile_prefix_regex(_PREFIXES).search,
        suffix_search=compile_suffix_regex(_SUFFIXES).search,
        infix_finditer=compile_infix_regex(_INFIXES).finditer,
        token_match=re.compile(r"(?:https?://|www\.)\S+[\w/]$|\S+@\S+\.\w+$").match,
    )
    tokenizer.max_cache_size = _CACHE_SIZE
    return tokenizer
