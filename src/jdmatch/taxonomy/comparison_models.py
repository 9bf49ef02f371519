"""The shape of taxonomy/comparison.yaml: strict pydantic models."""

from __future__ import annotations

from jdmatch.taxonomy.models import DegreeLevel, File, Id, Level, Model
from jdmatch.taxonomy.profile_models import Points, Share


class NearEntry(Model):
    """What a skill of a CV is worth for the skill that is asked."""

    same: Share
    member: Share
    parent: Share
    kin: Share


class ComparisonParts(Model):
    """What each part of a comparison counts."""

    required: Points
    preferred: Points
    experience: Points
    degree: Points
    level: Points
    duties: Points


class ComparisonFile(File):
    """How a CV is held against a posting."""

    parts: ComparisonParts
    near: NearEntry
    no_kin: tuple[Id, ...]
    no_parent: tuple[Id, ...]
    listed: Share
    field_unlike: Share
    equivalent: Share
    preferred_degree: Share
    degrees: tuple[DegreeLevel, ...]
    degree_steps: tuple[Share, ...]
    levels: tuple[Level, ...]
    level_steps: tuple[Share, ...]
