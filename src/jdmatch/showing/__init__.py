"""Draws plain views (a head, rows, remarks, marked text) in the terminal and in HTML; knows no record."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jdmatch.showing.view import View


class Viewed:
    """Base of records that show themselves by a view; what draws it is imported when something is drawn."""

    __slots__ = ()

    def view(self) -> View:
        """Return what the record shows of itself."""
        raise NotImplementedError

    def __str__(self) -> str:
        from jdmatch.showing.terminal import view_text

        return view_text(self.view())

    def _repr_html_(self) -> str:
        from jdmatch.showing.html import view_html

        return view_html(self.view())
