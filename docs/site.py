"""What the site needs beyond Markdown: CONTRIBUTING.md and CHANGELOG.md as pages, and doctests shown as code."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import griffe
from mkdocs.structure.files import File, Files

ROOT = Path(__file__).resolve().parents[1]
DOCTEST = re.compile(r"^(?:>>> .*\n?)(?:.*\S.*\n?)*", re.MULTILINE)
OUTSIDE = re.compile(
    r"\[([^\]]+)\]\(((?:\.\./)?(?:README\.md|LICENSE|SECURITY\.md|CITATION\.cff|examples/|taxonomy/)[^)]*)\)"
)


def on_files(files: Files, config: Any) -> Files:
    """Add the pages that lie beside docs/, their links led to the site."""
    for name in ("CONTRIBUTING.md", "CHANGELOG.md"):
        text = (ROOT / name).read_text(encoding="utf-8")
        text = text.replace("](docs/", "](").replace("](CONTRIBUTING.md", "](contributing.md")
        files.append(File.generated(config, name.lower(), content=text))
    return files


def on_page_markdown(markdown: str, **_: Any) -> str:
    """Lead links to the root's pages to those of the site; name files that the site does not hold."""
    markdown = markdown.replace("](../CONTRIBUTING.md", "](contributing.md").replace(
        "](../CHANGELOG.md", "](changelog.md"
    )
    return OUTSIDE.sub(lambda found: f"{found[1]} (`{found[2].removeprefix('../')}`)", markdown)


class Doctests(griffe.Extension):
    """Fences the doctests of docstrings: Markdown takes `>>>` for a quote within a quote within a quote."""

    def on_instance(self, *, obj: griffe.Object, **_: Any) -> None:
        """Fence those of one module, class or function."""
        if obj.docstring:
            obj.docstring.value = DOCTEST.sub(
                lambda found: f"```pycon\n{found[0].rstrip()}\n```\n", obj.docstring.value
            )
