"""From a Reading and a Profile to a Fit: evidence, coverage, points, advice. Pure functions."""
