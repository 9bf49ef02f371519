"""What the tests of pages and plots share: one posting in which there is something of everything."""

import pytest


@pytest.fixture(scope="session")
def posting() -> str:
    return """Machine Learning Engineer
Requirements
- 4+ years of Python and PyTorch
- A Bachelor's degree in Computer Science
- No Java needed
Nice to have
- Spark, Tableau
Pay: $120,000 to $150,000 a year
"""
