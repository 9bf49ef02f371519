"""Texts of our own for the tests of scoring, in parts, so that a test can move, swap and add lines."""

from __future__ import annotations

POSTING = """\
Machine Learning Engineer
About us
Lanternfish builds routing software for ferries in twelve harbours.
Responsibilities
- Design and train machine learning models that predict arrival times
- Deploy models to production and monitor them for drift
- Work closely with product managers and harbour pilots
- Present results to stakeholders
Requirements
- 3+ years of experience with Python
- Experience with PyTorch or TensorFlow
- Solid statistics and linear algebra
- Git, unit testing and code review
- Strong communication and problem solving
- Bachelor's degree in computer science or mathematics
Nice to have
- Spark and Kafka
- Tableau
Benefits
- Free ferry rides and a pension
"""

ANALYST = """\
Data Analyst
Responsibilities
- Build dashboards in Tableau and report on sales every week
- Work with stakeholders to understand business requirements
Requirements
- SQL and Excel
- Good communication skills
"""

NURSE = """\
Ward nurse
You care for patients after surgery, change dressings, hand out medicine and keep the charts.
You talk with families and with the doctors on the ward and take part in the weekend rota.
We ask for a registration as a nurse and a calm manner. The ward has thirty beds and looks over the park.
"""

CV = """\
Robin Ashdown
robin@example.org, 12 Mill Lane, Leeds
Summary
She is a machine learning engineer with 4 years of experience.
Experience
Machine Learning Engineer, Harbour Freight Ltd, 2020 - 2024
- Designed and trained machine learning models in Python and PyTorch
- Deployed models to production with Docker and monitored them
- Presented results to stakeholders
Education
BSc in Computer Science, Northfield University, 2020
Skills
Python, PyTorch, SQL, Docker, Git, Statistics
"""

JUNK = (
    "Lanternfish is an equal opportunity employer. All qualified applicants will receive consideration without regard "
    "to race, colour, religion, sex, age or national origin.",
    "Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor incididunt ut labore.",
    "Cookie settings | Imprint | © Lanternfish 2026 | Share this page",
    "#####   ******   -----   =====   @@@@@",
    "Apply by the end of March. Reference number 44-1207. Please send one file only.",
)
