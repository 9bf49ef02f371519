"""Rows, frames, many processes: anything that scores, over many texts."""
