"""Base: the words all files use, and what every model is."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Words = tuple[Text, ...]
Kind = Literal["language", "tool", "method", "soft"]
SectionKind = Literal[
    "company", "duties", "requirements", "preferred", "education", "benefits", "pay", "process",
    "summary", "experience", "skills", "projects", "certificates",
]  # fmt: skip
DegreeLevel = Literal["none", "associate", "bachelor", "master", "phd"]
RoleId = Literal[
    "ml-engineer", "ai-engineer", "data-scientist", "research-scientist", "data-engineer", "data-analyst",
    "software-engineer", "other",
]  # fmt: skip
Level = Literal["intern", "junior", "mid", "senior", "lead", "manager"]


class Model(BaseModel):
    """Base: nothing unknown, nothing coerced, nothing changed after reading."""

    model_config = ConfigDict(strict=False, extra="forbid", frozen=True)


class File(Model):
    """Base of whole files."""

    schema_version: Literal[1] = Field(1, alias="schema")
