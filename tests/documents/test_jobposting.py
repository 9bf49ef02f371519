from __future__ import annotations

import json

import pytest

from jdmatch.documents.jobposting import find_postings, parse_block, posting_to_document, read_json
from jdmatch.errors import DocumentError


def _read(value: object) -> str:
    return read_json(json.dumps(value).encode(), "job.json").text


@pytest.mark.parametrize(
    "value",
    [
        {"@type": "JobPosting", "title": "x"},
        {"@type": ["Thing", "JobPosting"], "title": "x"},
        {"@type": "http://schema.org/JobPosting", "title": "x"},
        [{"@type": "Organization"}, {"@type": "JobPosting", "title": "x"}],
        {"@context": "https://schema.org", "@graph": [{"@type": "JobPosting", "title": "x"}]},
        {"@type": "WebPage", "mainEntity": {"@type": "JobPosting", "title": "x"}},
    ],
)
def test_postings_are_found_wherever_they_are(value: object) -> None:
    assert [posting["title"] for posting in find_postings(value)] == ["x"]


@pytest.mark.parametrize("block", ['{"a": "x\ny"}', "<!-- {} -->", "<![CDATA[{}]]>", '{"a": [1,],}', "{};"])
def test_blocks_of_real_pages_are_parsed(block: str) -> None:
    parse_block(block)


def test_a_block_that_is_no_json_is_refused() -> None:
    with pytest.raises(ValueError, match="Expecting"):
        parse_block("{nothing")


@pytest.mark.parametrize(
    ("salary", "line"),
    [
        (
            {"currency": "USD", "value": {"minValue": 9e4, "maxValue": 1e5, "unitText": "YEAR"}},
            "90000-100000 USD per year",
        ),
        ({"currency": "GBP", "value": {"value": "650", "unitText": "DAY"}}, "650 GBP per day"),
        ({"currency": "EUR", "value": 55000.0}, "55000 EUR"),
        (
            {"currency": "USD", "value": {"minValue": 30.5, "maxValue": 30.5, "unitText": "hour"}},
            "30.50 USD per hour",
        ),
        ({"currency": "USD", "value": {"minValue": "90,000", "unitText": "Annual"}}, "90000 USD per year"),
        (
            [{"currency": "INR", "minValue": 6e5, "maxValue": 8e5, "unitText": "YEAR"}],
            "600000-800000 INR per year",
        ),
        ("$120k - $150k", "$120k - $150k"),
        (100000, "100000"),
    ],
)
def test_pay_is_a_line_of_the_text(salary: object, line: str) -> None:
    document = posting_to_document({"description": "Python", "baseSalary": salary})
    assert document.text == f"Python\n\nPay: {line}"


@pytest.mark.parametrize(
    "salary", [None, 0, {}, {"value": {"minValue": 0}}, {"currency": "USD", "value": None}, True]
)
def test_pay_that_is_not_stated_is_not_a_line(salary: object) -> None:
    assert posting_to_document({"description": "Python", "baseSalary": salary}).text == "Python"


def test_fields_are_appended_unless_the_description_has_them() -> None:
    text = _read(
        {
            "@type": "JobPosting",
            "description": "<h2>Qualifications</h2><ul><li>Python, daily</li></ul>",
            "qualifications": "<ul><li>Python, daily</li></ul>",
            "skills": ["Python", {"@type": "DefinedTerm", "name": "Spark"}, "R"],
            "experienceRequirements": {
                "@type": "OccupationalExperienceRequirements",
                "monthsOfExperience": 36,
            },
            "educationRequirements": [{"credentialCategory": "bachelor degree"}],
        }
    )
    assert text == (
        "Qualifications\n- Python, daily\n\nSkills\n- Spark\n- R\n\n"
        "Experience\n36 months of experience\n\nEducation\nbachelor degree"
    )


def test_meta_says_who_where_and_when() -> None:
    address = {"addressLocality": "Pune", "addressRegion": "MH", "addressCountry": {"name": "India"}}
    document = posting_to_document(
        {
            "title": "<b>ML Engineer</b>",
            "description": "Python",
            "hiringOrganization": {"@type": "Organization", "name": "Acme &amp; Co"},
            "jobLocation": [{"@type": "Place", "address": address}, {"address": "Remote"}],
            "datePosted": "2025-10-01",
            "employmentType": ["FULL_TIME", "CONTRACTOR"],
            "inLanguage": "en",
        }
    )
    assert document.title == "ML Engineer"
    assert document.meta == {
        "format": "json",
        "company": "Acme & Co",
        "location": "Pune, MH, India; Remote",
        "datePosted": "2025-10-01",
        "employmentType": "FULL_TIME, CONTRACTOR",
        "language": "en",
    }


@pytest.mark.parametrize("given", ["TELECOMMUTE", ["TELECOMMUTE"]])
def test_a_remote_job_without_a_place_is_remote(given: object) -> None:
    meta = posting_to_document({"description": "x", "jobLocationType": given}).meta
    assert meta["location"] == meta["workMode"] == "remote"


@pytest.mark.parametrize(
    ("value", "title", "text"),
    [
        ({"title": "ML Engineer", "description": "Python\nSQL"}, "ML Engineer", "Python\nSQL"),
        ({"id": 3, "text": "Python"}, None, "Python"),
        ({"title": "ML", "content": "&lt;p&gt;C++&lt;/p&gt;&lt;p&gt;R&lt;/p&gt;"}, "ML", "C++\nR"),
        ({"job": {"name": "ML", "body": "Python"}}, "ML", "Python"),
        (
            {
                "text": "ML",
                "description": "<p>Hi</p>",
                "lists": [{"text": "You have", "content": "<li>R</li>"}],
            },
            "ML",
            "Hi\n\nYou have\n- R",
        ),
    ],
)
def test_json_of_other_shapes(value: object, title: str | None, text: str) -> None:
    document = read_json(json.dumps(value).encode(), "job.json")
    assert (document.title, document.text) == (title, text)


def test_raw_line_ends_within_json_strings_are_read() -> None:
    assert read_json(b'{"description": "Python\nSQL"}', "job.json").text == "Python\nSQL"


def test_of_several_postings_the_first_is_read_and_said() -> None:
    document = read_json(b'[{"@type":"JobPosting","description":"a"},{"@type":"JobPosting"}]', "job.json")
    assert document.text == "a"
    assert "2 postings, only the first is read" in document.notes[0]


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"{", "no valid JSON"),
        (b'{"a": 1}\n{"a": 2', "Extra data"),
        (b'{"company": "Acme", "id": 1}', "it has: company, id"),
        (b"[1, 2]", "it has: list"),
        (b"[" * 100_000, "no valid JSON"),
    ],
)
def test_json_without_a_posting_is_refused(data: bytes, found: str) -> None:
    with pytest.raises(DocumentError, match=rf"^job\.json: .*{found}.*; expected "):
        read_json(data, "job.json")
