"""Short postings and CVs, and a Hypothesis strategy that puts texts together from the pieces real ones are made of."""

from __future__ import annotations

from hypothesis import strategies as st

POSTINGS = (
    """Machine Learning Engineer

About us
Blue Lantern reads water meters for forty towns.

What you'll do
- Design and train neural networks
- Deploy models to production and monitor them
- Present results to leadership

Requirements
- 3+ years of Python, and PyTorch or TensorFlow
- Bachelor's degree in computer science or a related field
- No Java needed

Nice to have
- Kafka, Docker, Kubernetes

Salary: $120,000 - $150,000 per year
""",
    "Data analyst wanted. You must know SQL and Excel, ideally also Tableau. 12-18 LPA.",
    "<h2>Your profile</h2><ul><li>C/C++/Java</li><li>R&amp;D experience, R a plus</li></ul>",
    "Mira Sand\nData Engineer\n\nExperience\nData Engineer, Blue Ltd, 2016 - 2021\nBuilt data pipelines in Python.\n\nSkills\nSpark, Airflow\n",
    "",
)

PIECES = (
    "Requirements", "Requirements:", "**Nice to have**", "Benefits", "What you'll do", "About us", "Education", "Skills",
    "Python", "SQL", "Go", "R", "C++", "C#/.NET", "Excel", "Spark", "Kuberentes", "D ocker", "scikit-learn", "machine learning",
    "machine\nlearning", "supervised and unsupervised learning", "communication skills", "or", "and", "a plus", "is required",
    "not required", "no", "preferably", "must have", "experience with", "5+ years of", "3-5 years", "two (2) years", "2015 - 2019",
    "Bachelor's degree in statistics", "MSc", "PhD preferred", "or equivalent experience", "$120k-$150k", "12-18 LPA", "£650/day",
    "30.50 an hour", "AWS Certified", "validate models", "Deploy models to production", "we are an equal opportunity employer",
    "Senior Data Scientist", "<li>", "</p>", "&amp;", "&nbsp;", "\\-", "**", "•", "- ", "* ", "\n", "\n\n", "\r\n", "\t", "\u00a0", ".",
    ", ", "; ", ": ", " (", ") ", " – ", "’s ", "é", "ﬁne", "\u200b", "\u00ad", "...", "x" * 90,
)  # fmt: skip


def texts(max_pieces: int = 25) -> st.SearchStrategy[str]:
    """Return texts of such pieces, with blanks between some of them."""
    piece = st.sampled_from(PIECES)
    spaced = st.tuples(piece, st.sampled_from(["", " ", " ", "\n"])).map("".join)
    return st.lists(spaced, max_size=max_pieces).map("".join)
