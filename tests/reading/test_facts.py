"""Facts of a job: each told by its words, denied by a denial, and null where the text says nothing."""

import pytest

from jdmatch.documents import Document
from jdmatch.documents.jobposting import posting_to_document

WORK = "You build data pipelines in Python and keep them running for our analysts every day. "


def told(matcher, text, **given):
    reading = matcher.read(WORK + "\n" + text, kind="posting", **given)
    facts = reading.facts.told()
    for fact in facts.values():
        assert reading.text[fact.start : fact.end] == fact.text
    return {name: fact.value for name, fact in facts.items()}


@pytest.mark.parametrize(
    ("text", "fact", "value"),
    [
        ("This is a fully remote role.", "work_mode", "remote"),
        ("We work hybrid: three days in the office.", "work_mode", "hybrid"),
        ("Leeds | Hybrid | Permanent", "work_mode", "hybrid"),
        ("Workplace type: On-site", "work_mode", "on-site"),
        ("Work remotely: No", "work_mode", "on-site"),
        ("Please note that this is not a remote position.", "work_mode", "on-site"),
        ("You are in our studio 5 days a week in the office.", "work_mode", "on-site"),
        ("Data Engineer\nAustin, TX or Remote (US)\nWe build tills.", "work_mode", "remote"),
        ("Data Engineer\nAustin, TX or Remote (US)\nWe build tills.", "place", "Austin, TX"),
        ("Leeds or remote", "work_mode", "remote"),
        ("You work in Leeds or remote.", "work_mode", "remote"),
        ("Backend Engineer - Remote EU.", "work_mode", "remote"),
        ("Data Engineer (Remote, Canada)", "work_mode", "remote"),
        ("#LI-Remote", "work_mode", "remote"),
        ("Job types: Full-time, Permanent", "contract", "permanent"),
        ("We offer a 9-month contract.", "contract", "contract"),
        ("This is a fixed-term role to cover leave.", "contract", "contract"),
        ("Employment type\nInternship", "contract", "internship"),
        ("Full-time, permanent. We cannot sponsor visas.", "contract", "permanent"),
        ("Full-time, permanent. We cannot sponsor visas.", "hours", "full-time"),
        ("You come to our campus 2 days a week.", "work_mode", "hybrid"),
        ("A seasonal position over the summer.", "contract", "temporary"),
        ("Schedule: Part-time", "hours", "part-time"),
        ("You will hold a full-time position with us.", "hours", "full-time"),
        ("We are unable to sponsor visas for this role.", "visa", "not-offered"),
        ("Visa sponsorship is not available.", "visa", "not-offered"),
        ("You must be authorized to work in Canada without sponsorship.", "visa", "not-offered"),
        ("We sponsor visas and pay for the move.", "visa", "offered"),
        ("Visa sponsorship: yes", "visa", "offered"),
        ("You must have the right to work in the UK.", "visa", "authorized-only"),
        ("You hold an active Secret clearance.", "clearance", "required"),
        ("An active security clearance is a plus.", "clearance", "preferred"),
        ("Clearance: TS/SCI", "clearance", "required"),
        ("The post does not require a security clearance.", "clearance", "none"),
        ("Willingness to travel to clients.", "travel", "some"),
        ("Up to 25% travel.", "travel", "some"),
        ("Travel: No", "travel", "none"),
        ("No travel is required.", "travel", "none"),
        ("Location: Leeds, UK", "place", "Leeds, UK"),
        ("The role is based in central Manchester.", "place", "Manchester"),
        ("You join our Lyon office.", "place", "Lyon"),
        ("You join our team in Madison, WI.", "place", "Madison, WI"),
        ("Start date: as soon as possible", "starts", "asap"),
        ("The internship begins in August or September 2026.", "starts", "2026-08"),
        ("Closing date: 21st June 2026", "closes", "2026-06-21"),
        ("Apply by 2026-07-03.", "closes", "2026-07-03"),
        ("Application deadline: 22/06/2026", "closes", "2026-06-22"),
        ("Apply by 15 January.", "closes", "15 January"),
        ("Closing date: 03/04/2026", "closes", "03/04/2026"),
    ],
)
def test_a_fact_is_told(matcher, text, fact, value):
    assert told(matcher, text).get(fact) == value


@pytest.mark.parametrize(
    "text",
    [
        "Experience with remote sensing, hybrid clouds and hybrid recommender systems.",
        "You have built tools for the travel industry and booked travel expenses.",
        "You mend Linux or remote servers, and our Paris or remote teams call you.",
        "We have an onsite gym and host conference travel.",
        "You manage contract manufacturing and review contract terms as a full stack developer.",
        "Benefits are for full-time employees only.",
        "Equal opportunity without regard to race, citizenship status or disability.",
        "Our executive sponsorship programme runs the clearance sale.",
        "Headquartered in Oslo, with clients based in Paris and offices in Rome.",
        "Closing loans since 1985; you start with a deadline in mind.",
        "Vesting begins 3 months after your start date.",
        "This is not a contract position.",
        "We serve customers seven days a week, 24 hours a day, and ship within 2 days.",
        "You know permanent storage, temporary tables, and remote procedure calls.",
    ],
)
def test_what_is_something_else_is_no_fact(matcher, text):
    assert told(matcher, text) == {}


def test_amounts_stand_beside_their_facts(matcher):
    reading = matcher.read(f"{WORK}\nHybrid: work from home two days a week. Travel: 10-20%", kind="posting")

    assert reading.facts.work_mode.amount == 3
    assert reading.facts.travel.amount == 20


def test_the_title_tells_without_a_place(matcher):
    mode = matcher.read(WORK, title="Data Engineer (Remote)", kind="posting").facts.work_mode

    assert (mode.value, mode.start, mode.end, mode.text) == ("remote", 0, 0, "")


def test_a_given_place_comes_before_the_text(matcher):
    document = Document(f"{WORK}\nLocation: Leeds", meta={"location": "York, UK"})

    assert matcher.read(document).facts.place.value == "York, UK"


def test_a_place_that_is_a_mode_tells_it(matcher):
    assert matcher.read(Document(WORK, meta={"location": "Remote"})).facts.told().keys() == {"work_mode"}


def test_structured_data_fills_what_is_left_open(matcher):
    posting = {
        "title": "Data Engineer",
        "description": f"{WORK} A fixed-term role.",
        "jobLocationType": "TELECOMMUTE",
        "employmentType": ["FULL_TIME", "CONTRACTOR"],
        "validThrough": "2026-09-30T23:59",
        "jobLocation": {"address": {"addressLocality": "Ghent", "addressCountry": "BE"}},
    }
    facts = matcher.read(posting_to_document(posting)).facts

    assert {name: fact.value for name, fact in facts.told().items()} == {
        "work_mode": "remote",
        "contract": "contract",
        "hours": "full-time",
        "place": "Ghent, BE",
        "closes": "2026-09-30",
    }
    assert (facts.contract.text, facts.hours.text) == ("fixed-term role", "")


def test_a_cv_has_no_facts(matcher):
    assert not matcher.read(f"{WORK}\nRemote role\nLocation: Leeds", kind="cv").facts.told()


def test_facts_survive_json(matcher):
    reading = matcher.read(f"{WORK}\nLocation: Leeds\nHybrid role", kind="posting")

    assert type(reading).from_json(reading.to_json()) == reading


@pytest.mark.parametrize(
    ("date", "value"),
    [
        ("12/12/2000", "2000-12-12"),
        ("31/12/26", "2026-12-31"),
        ("45.12.2026", "45.12.2026"),
        ("2026-13-01", "2026-13-01"),
        ("March 45 2026", "March 45 2026"),
    ],
)
def test_only_a_date_is_written_as_one(matcher, date, value):
    assert told(matcher, f"Start date: {date}") == {"starts": value}


def test_what_is_given_may_be_no_text(matcher):
    meta = {
        "location": float("nan"),
        "employmentType": ["FULL_TIME"],
        "workMode": "elsewhere",
        "validThrough": 5,
    }
    assert matcher.read(Document("We need Python.", meta=meta), kind="posting").facts.place is None
