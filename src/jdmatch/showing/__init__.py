"""Draws plain views in the terminal and in HTML: scores, tables of requirements, marked texts."""
