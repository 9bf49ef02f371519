"""A taxonomy of three tools on disk, small enough to be compiled in every test; files may be replaced or left out."""

from __future__ import annotations

import json
import types
import typing
from collections.abc import Mapping
from pathlib import Path

from pydantic import BaseModel

from jdmatch.taxonomy import models as schema

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
    extends: tool
    matches: ["We use Hammer."]

  - id: anvil
    label: Anvil
    extends: tool
    ambiguous:
      surfaces: [Anvil]
      case: exact
    matches: ["We use Anvil."]
    rejects: ["An anvil fell."]
"""

_FILES = {
    "sources.yaml": schema.SourcesFile,
    "duties.yaml": schema.DutiesFile,
    "qualifications.yaml": schema.QualificationsFile,
    "roles.yaml": schema.RolesFile,
    "language/headings.yaml": schema.HeadingsFile,
    "language/stance.yaml": schema.StanceFile,
    "language/years.yaml": schema.YearsFile,
    "language/pay.yaml": schema.PayFile,
    "language/cv.yaml": schema.CvFile,
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
    content |= {"skills/tools.yaml": tools, "language/words.txt": "strong\nwork\n", **(files or {})}
    for name, text in content.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if text is not None:
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def _smallest(model: type[BaseModel]) -> dict[str, object]:
    return {
        f.alias or name: _value(f.annotation) for name, f in model.model_fields.items() if f.is_required()
    }


def _value(annotation: object) -> object:
    origin = typing.get_origin(annotation)
    if origin is typing.Annotated:
        return _value(typing.get_args(annotation)[0])
    if origin in (typing.Union, types.UnionType, typing.Literal):
        first = typing.get_args(annotation)[0]
        return first if origin is typing.Literal else _value(first)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return _smallest(annotation)
    return {tuple: [], dict: {}, int: 1, float: 1.0, bool: False}.get(origin or annotation, "x")  # type: ignore[call-overload]
