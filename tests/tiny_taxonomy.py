"""A taxonomy of two tools on disk, small enough to be compiled in every test; files may be replaced or left out."""

from __future__ import annotations

import dataclasses
import json
import types
import typing
from collections.abc import Mapping
from pathlib import Path

from jdmatch.taxonomy import models as schema
from jdmatch.taxonomy.loading import taxonomy_folder

TOOLS = """\
schema: 1
family: tool
label: tools
kind: tool
source: "skills 2"

concepts:
  - id: hammer
    label: Hammer
    aliases: [Claw Hammer]

  - id: anvil
    label: Anvil
    ambiguous:
      surfaces: [Anvil]
      case: exact
    matches: ["We use Anvil."]
    rejects: ["An anvil fell."]
"""

# its rules have no smallest form
COMPARISON = (taxonomy_folder() / "comparison.yaml").read_text(encoding="utf-8")

_FILES = {
    "sources.yaml": schema.SourcesFile,
    "duties.yaml": schema.DutiesFile,
    "qualifications.yaml": schema.QualificationsFile,
    "roles.yaml": schema.RolesFile,
    "columns.yaml": schema.ColumnsFile,
    "documents.yaml": schema.DocumentsFile,
    "language/headings.yaml": schema.HeadingsFile,
    "language/stance.yaml": schema.StanceFile,
    "language/years.yaml": schema.YearsFile,
    "language/pay.yaml": schema.PayFile,
    "language/facts.yaml": schema.FactsFile,
    "language/cv.yaml": schema.CvFile,
    "language/names.yaml": schema.NamesFile,
    "language/spelling.yaml": schema.SpellingFile,
    "language/heads.yaml": schema.HeadsFile,
    "language/typos.yaml": schema.TyposFile,
}


def write_taxonomy(
    folder: Path, files: Mapping[str, str | bytes | None] | None = None, *, tools: str | bytes = TOOLS
) -> Path:
    """Write a taxonomy; what `files` does not name is as small as its model allows, None leaves a file out."""
    content: dict[str, str | bytes | None] = {
        name: "# made for a test\n" + json.dumps(_smallest(model) | {"schema": 1}, indent=1)
        for name, model in _FILES.items()
    }
    content["comparison.yaml"] = COMPARISON
    content |= {"skills/tools.yaml": tools, "language/words.txt": "strong\nwork\n", **(files or {})}
    for name, text in content.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if text is not None:
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def _smallest(model: type) -> dict[str, object]:
    hints = typing.get_type_hints(model, include_extras=True)
    return {
        field.name.removesuffix("_"): _value(hints[field.name])
        for field in dataclasses.fields(model)
        if field.default is field.default_factory is dataclasses.MISSING
    }


def _value(annotation: object) -> object:
    origin = typing.get_origin(annotation)
    if origin is typing.Annotated:
        return _value(typing.get_args(annotation)[0])
    if origin in (typing.Union, types.UnionType, typing.Literal):
        first = typing.get_args(annotation)[0]
        return first if origin is typing.Literal else _value(first)
    if dataclasses.is_dataclass(annotation):
        return _smallest(typing.cast(type, annotation))
    return {tuple: [], dict: {}, int: 1, float: 1.0, bool: False}.get(origin or annotation, "x")  # type: ignore[call-overload]
