"""Exports of job systems, in the shapes that their public documentation shows: nothing of a posting is lost."""

from __future__ import annotations

import json

import pytest

from jdmatch.documents.jobposting import read_all_json, read_json

LEVER = {
    "id": "6a1",
    "text": "ML Engineer",
    "categories": {"commitment": "Full-time", "location": "Lyon", "team": "Search"},
    "description": "<div>We rank <b>recipes</b>.</div>",
    "descriptionPlain": "We rank recipes.",
    "lists": [
        {"text": "You will", "content": "<li>Train rankers</li><li>Ship them</li>"},
        {"text": "You bring", "content": "<li>PyTorch</li><li>Spark</li>"},
    ],
    "additional": "<div>Kubernetes is a plus.</div>",
    "additionalPlain": "Kubernetes is a plus.",
    "hostedUrl": "https://jobs.example.com/6a1",
}
GREENHOUSE = {
    "jobs": [
        {
            "id": 11,
            "title": "ML Engineer",
            "location": {"name": "Lyon"},
            "content": "&lt;p&gt;We rank recipes.&lt;/p&gt;&lt;ul&gt;&lt;li&gt;PyTorch&lt;/li&gt;&lt;li&gt;Spark&lt;/li&gt;&lt;/ul&gt;",
            "departments": [{"id": 1, "name": "Search"}],
            "metadata": [{"id": 5, "name": "Remote", "value": "yes"}],
        },
        {"id": 12, "title": "Cook", "location": {"name": "Lyon"}, "content": "&lt;p&gt;Cook.&lt;/p&gt;"},
    ],
    "meta": {"total": 2},
}
ASHBY = {
    "apiVersion": "1",
    "jobs": [
        {
            "title": "ML Engineer",
            "location": "Lyon",
            "department": "Search",
            "descriptionHtml": "<p>We rank recipes.</p><ul><li>PyTorch</li><li>Spark</li></ul>",
            "descriptionPlain": "We rank recipes.\n\n- PyTorch\n- Spark",
            "compensation": {"compensationTierSummary": "€60K – €75K"},
        }
    ],
}
SMARTRECRUITERS = {
    "id": "74",
    "name": "ML Engineer",
    "company": {"identifier": "recipes", "name": "Recipes SA"},
    "location": {"city": "Lyon", "country": "fr"},
    "jobAd": {
        "sections": {
            "companyDescription": {"title": "Company Description", "text": "<p>We rank recipes.</p>"},
            "jobDescription": {"title": "Job Description", "text": "<p>Train rankers.</p>"},
            "qualifications": {"title": "Qualifications", "text": "<ul><li>PyTorch</li><li>Spark</li></ul>"},
            "additionalInformation": {
                "title": "Additional Information",
                "text": "<p>Kubernetes is a plus.</p>",
            },
        }
    },
}
WORKABLE = {
    "title": "ML Engineer",
    "full_title": "ML Engineer - Search",
    "location": {"city": "Lyon", "country": "France"},
    "description": "<p>We rank recipes.</p>",
    "requirements": "<ul><li>PyTorch</li><li>Spark</li></ul>",
    "benefits": "<p>Lunch</p>",
}
RECRUITEE = {
    "offers": [
        {
            "title": "ML Engineer",
            "company_name": "Recipes SA",
            "location": "Lyon",
            "description": "<p>We rank recipes.</p>",
            "requirements": "<ul><li>PyTorch</li><li>Spark</li></ul>",
            "salary": {"min": 60000, "max": 75000, "currency": "EUR", "period": "year"},
        }
    ]
}
ADZUNA = {
    "count": 2,
    "results": [
        {
            "title": "ML Engineer",
            "company": {"display_name": "Recipes SA"},
            "location": {"display_name": "Lyon", "area": ["France", "Lyon"]},
            "description": "We rank recipes. PyTorch and Spark.",
            "salary_min": 60000.0,
            "salary_max": 75000.0,
        },
        {"title": "Cook", "description": "Cook."},
    ],
}
TEAMTAILOR = {
    "data": [
        {
            "id": "3",
            "type": "jobs",
            "attributes": {
                "title": "ML Engineer",
                "pitch": "We rank recipes.",
                "body": "<h2>You bring</h2><ul><li>PyTorch</li><li>Spark</li></ul>",
                "min-salary": 60000,
                "max-salary": 75000,
                "currency": "EUR",
                "salary-time-unit": "yearly",
            },
        }
    ]
}
PERSONIO = {
    "position": [
        {
            "id": "9",
            "name": "ML Engineer",
            "office": "Lyon",
            "jobDescriptions": {
                "jobDescription": [
                    {"name": "Your tasks", "value": "<p>We rank recipes.</p>"},
                    {"name": "Your profile", "value": "<ul><li>PyTorch</li><li>Spark</li></ul>"},
                ]
            },
        }
    ]
}
SCHEMA_ORG = {
    "@context": "https://schema.org",
    "@type": "JobPosting",
    "title": "ML Engineer",
    "jobLocation": {"@type": "Place", "address": {"addressLocality": "Lyon"}},
    "description": "<p>We rank recipes.</p>",
    "qualifications": "PyTorch, Spark",
}
SCRAPED = {
    "jobTitle": "ML Engineer",
    "job_description_text": "We rank recipes.\nPyTorch\nSpark",
    "city": "Lyon",
}
SYSTEMS = {
    "Lever": [LEVER],
    "Greenhouse": GREENHOUSE,
    "Ashby": ASHBY,
    "SmartRecruiters": SMARTRECRUITERS,
    "Workable": WORKABLE,
    "Recruitee": RECRUITEE,
    "Adzuna": ADZUNA,
    "Teamtailor": TEAMTAILOR,
    "Personio": PERSONIO,
    "schema.org": SCHEMA_ORG,
    "scraped": SCRAPED,
}


@pytest.mark.parametrize("name", SYSTEMS)
def test_title_text_and_requirements_are_all_there(name: str) -> None:
    document = read_all_json(json.dumps(SYSTEMS[name]).encode(), "jobs.json")[0]
    assert document.title == "ML Engineer"
    assert [word for word in ("We rank recipes", "PyTorch", "Spark") if document.text.count(word) != 1] == []


@pytest.mark.parametrize("name", ["Lever", "Greenhouse", "Ashby", "SmartRecruiters", "Recruitee", "Adzuna"])
def test_places_are_known(name: str) -> None:
    document = read_all_json(json.dumps(SYSTEMS[name]).encode(), "jobs.json")[0]
    assert "Lyon" in document.meta.get("location", "") or name == "Lever"


@pytest.mark.parametrize("name", ["Recruitee", "Teamtailor", "Adzuna", "Ashby"])
def test_pay_is_read(name: str) -> None:
    text = read_all_json(json.dumps(SYSTEMS[name]).encode(), "jobs.json")[0].text
    assert text.splitlines()[-1] in ("Pay: 60000-75000 EUR per year", "Pay: 60000-75000", "Pay: €60K – €75K")


def test_sections_of_lever_in_order() -> None:
    assert read_json(json.dumps(LEVER).encode(), "job.json").text == (
        "We rank recipes.\n\nYou will\n- Train rankers\n- Ship them\nYou bring\n- PyTorch\n- Spark\n\nKubernetes is a plus."
    )


def test_sections_of_smartrecruiters_keep_their_headings() -> None:
    text = read_json(json.dumps(SMARTRECRUITERS).encode(), "job.json").text
    assert "Qualifications\n- PyTorch\n- Spark\n\nAdditional Information\nKubernetes is a plus." in text


@pytest.mark.parametrize("name", ["Greenhouse", "Adzuna"])
def test_all_jobs_of_a_list_are_read(name: str) -> None:
    data = json.dumps(SYSTEMS[name]).encode()
    assert [document.title for document in read_all_json(data, "jobs.json")] == ["ML Engineer", "Cook"]
    assert read_json(data, "jobs.json").notes == (
        "2 postings, only the first is read; use `jdmatch batch` for all",
    )


def test_json_lines_are_a_list() -> None:
    data = "\n".join(json.dumps(record) for record in (SCRAPED, WORKABLE)).encode()
    assert len(read_all_json(data, "jobs.jsonl")) == 2


@pytest.mark.parametrize(
    ("described", "noted"), [("5+ years of experience with Python", True), ("You know Python", False)]
)
def test_the_text_overrules_months_of_experience(described: str, noted: bool) -> None:
    posting = {**SCHEMA_ORG, "description": described, "experienceRequirements": {"monthsOfExperience": 24}}
    document = read_json(json.dumps(posting).encode(), "job.json")
    assert ("24 months of experience" in document.text) is not noted
    assert bool(document.notes) is noted


def test_months_without_end_are_passed_over() -> None:
    posting = {**SCHEMA_ORG, "experienceRequirements": {"monthsOfExperience": 1e308}}
    assert "months" not in read_json(json.dumps(posting).encode(), "job.json").text


def test_hidden_text_in_a_description_is_noted() -> None:
    record = {"title": "Nurse", "description": "<p>Nurse</p><p style='display:none'>Python</p>"}
    document = read_json(json.dumps(record).encode(), "job.json")
    assert document.text == "Nurse"
    assert document.notes == ("hidden text left out: 1 word(s) that a reader cannot see",)


def test_a_json_resume_is_a_cv() -> None:
    resume = {
        "basics": {"name": "Ada Example", "label": "ML Engineer", "summary": "Builds rankers."},
        "work": [
            {
                "name": "Recipes SA",
                "position": "ML Engineer",
                "startDate": "2020-01",
                "endDate": "2023-06",
                "summary": "Search team.",
                "highlights": ["Trained rankers with PyTorch"],
            }
        ],
        "education": [{"institution": "Lund", "area": "Mathematics", "studyType": "MSc", "endDate": "2019"}],
        "skills": [{"name": "Languages", "level": "Master", "keywords": ["Python", "SQL"]}],
    }
    assert read_json(json.dumps(resume).encode(), "cv.json").text == (
        "Ada Example\nML Engineer\nBuilds rankers.\n\n"
        "Work experience\nML Engineer | Recipes SA | 2020-01 - 2023-06\nSearch team.\n- Trained rankers with PyTorch\n\n"
        "Education\nMSc | Mathematics | Lund | 2019\n\n"
        "Skills\nLanguages | Master: Python, SQL"
    )
