"""File in, file out: any number of rows is read, scored and written, and nothing is lost on the way.

`run_batch` does it; `BatchOptions` says what, `BatchSummary` what it came to, `Progress` how far it is.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jdmatch.batch.options import BatchOptions
    from jdmatch.batch.runner import run_batch
    from jdmatch.batch.summary import BatchSummary, PaySummary, Progress, show_progress

__all__ = ["BatchOptions", "BatchSummary", "PaySummary", "Progress", "run_batch", "show_progress"]


def __getattr__(name: str) -> object:
    # workers import this package for their job alone; they need not load the rest
    if name not in __all__:
        raise AttributeError(f"module 'jdmatch.batch' has no attribute {name!r}")
    place = {"BatchOptions": "options", "run_batch": "runner"}.get(name, "summary")
    return getattr(import_module(f"jdmatch.batch.{place}"), name)
