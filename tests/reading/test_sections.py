import pytest

LONG = (
    "We build ships. Responsibilities: Train models in Python. Requirements: SQL and Docker. Nice to have: Kafka. "
    "Benefits: free lunch and a pension scheme for all who work here, in every one of our offices, from the first day on, "
    "with no strings attached, and a bicycle for the way to work if you want one, paid for by us and kept in good order."
)


def kinds(matcher, text, kind="posting"):
    return [s.kind for s in matcher.read(text, kind=kind).sections if s.kind]


def section_of(matcher, text, words, kind="posting"):
    """Return the section of the skill that stands at some words."""
    at = text.index(words)
    return next(s.section for s in matcher.read(text, kind=kind).skills if s.start <= at < s.end)


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("About us", "company"),
        ("We want you to:", "duties"),
        ("You are excited about this place because you will…", "duties"),
        ("Our Philosophy", "company"),
        ("What We’d Also Like You To Have", "preferred"),
        ("Our wish list", "preferred"),
        ("You might also have experience in:", "preferred"),
        ("Cherry on top", "preferred"),
        ("Secondary skills", "preferred"),
        ("Ideal but not essential", "preferred"),
        ("These would be a bonus:", "preferred"),
        ("You will stand out if you have", "preferred"),
        ("Desired Candidate Profile", "requirements"),
        ("Non-negotiables", "requirements"),
        ("Selection criteria", "requirements"),
        ("Could this be you?", "requirements"),
        ("The right stuff", "requirements"),
        ("*Minimum Qualifications**", "requirements"),
        (
            "The data scientist for our new observatory should have the following attributes and skills:",
            "requirements",
        ),
        (
            "Responsibilities vary with the season of the year, but those of most of our cooks include:",
            "duties",
        ),
        ("Some of the first things that you might find among your tasks here are:", "duties"),
        ("Duties include the following. Others may come.", "duties"),
        ("Key skills are as follows:", "requirements"),
        ("Exceptional candidates also have", "preferred"),
        ("It's a huge plus if you have,", "preferred"),
        ("Things that make a difference:", "preferred"),
        ("Will be considered an advantage", "preferred"),
        ("Your skills & capabilities", "requirements"),
        ("Core knowledge, skills and attributes", "requirements"),
        ("Job tasks/duties", "duties"),
        ("What the candidate will do", "duties"),
        ("Example projects", "duties"),
        ("What we expect", "requirements"),
        ("Requisitos / Requirements", "requirements"),
        ("2) Requirements", "requirements"),
        ("Optional, but much appreciated", "preferred"),
        ("WANT", "preferred"),
        ("Desirable criteria", "preferred"),
        ("When you join Mapworks...", "benefits"),
        ("The right candidate is likely to have", "requirements"),
        ("You'll thrive here if you are", "requirements"),
        ("What we'll bring", "benefits"),
        ("The impact you'll make", "duties"),
        ("A day in the life consists of:", "duties"),
        ("Candidate AI Usage Policy", "process"),
        ("Who we are", "company"),
        ("*Plus points*", "preferred"),
        ("Ideally, you also have", "preferred"),
        ("You are a solid fit for this position if…", "requirements"),
        ("We get excited about candidates who have the following", "requirements"),
        ("### Desired qualifications - a list of assets, none of which anybody must have", "preferred"),
        ("Company Description", "company"),
        ("What you'll do", "duties"),
        ("What you’ll do", "duties"),
        ("YOUR RESPONSIBILITIES", "duties"),
        ("Key responsibilities include:", "duties"),
        ("Your role", "duties"),
        ("Job Description", "duties"),
        ("Requirements", "requirements"),
        ("Requirements:", "requirements"),
        ("REQUIREMENTS", "requirements"),
        ("**Requirements**", "requirements"),
        ("**Requirements:**", "requirements"),
        ("__Requirements__", "requirements"),
        ("## Requirements", "requirements"),
        ("=== Requirements ===", "requirements"),
        ("<h3>Requirements</h3>", "requirements"),
        ("<p><strong>Requirements:</strong></p>", "requirements"),
        ("Requirements\t", "requirements"),
        ("  Requirements  ", "requirements"),
        ("What you'll bring", "requirements"),
        ("YOU HAVE", "requirements"),
        ("Who you are", "requirements"),
        ("The ideal candidate", "requirements"),
        ("Minimum qualifications", "requirements"),
        ("Must haves:", "requirements"),
        ("Skills & Experience", "requirements"),
        ("Nice to have", "preferred"),
        ("Nice-to-have:", "preferred"),
        ("Preferred Qualifications", "preferred"),
        ("Bonus points", "preferred"),
        ("Bonus points if you have:", "preferred"),
        ("It would be a plus", "preferred"),
        ("A plus:", "preferred"),
        ("Benefits", "benefits"),
        ("What we offer", "benefits"),
        ("Perks", "benefits"),
        ("Compensation:", "pay"),
        ("Equal opportunity", "process"),
        ("How to apply", "process"),
        # over lists in English
        ("Profil recherché", "requirements"),
        ("Souhaité :", "preferred"),
        ("Vos missions", "duties"),
        ("Ihr Profil", "requirements"),
        ("Wünschenswert", "preferred"),
        ("Deine Aufgaben:", "duties"),
        ("Was wir bieten", "benefits"),
        ("¿Qué buscamos?", "requirements"),
        ("Descrição da vaga", "duties"),
        ("Diferenciais", "preferred"),
        ("Functie-eisen", "requirements"),
        ("Pré", "preferred"),
        ("Over ons", "company"),
    ],
)
def test_headings_of_postings(matcher, heading, kind):
    text = f"We sell maps.\n\nRequirements\nTact\n\n{heading}\nPython\nand SQL\n"
    assert section_of(matcher, text, "Python") == kind


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("Summary", "summary"),
        ("Profile", "summary"),
        ("WORK EXPERIENCE", "experience"),
        ("Employment history", "experience"),
        ("Education", "education"),
        ("Technical Skills", "skills"),
        ("Projects", "projects"),
        ("Certifications", "certificates"),
        ("Berufserfahrung", "experience"),
        ("Formation académique", "education"),
        ("Conocimientos", "skills"),
    ],
)
def test_headings_of_cvs(matcher, heading, kind):
    assert section_of(matcher, f"Mira Sand\n\n{heading}\nPython and SQL\n", "Python", kind="cv") == kind


@pytest.mark.parametrize(
    "line",
    [
        "Our requirements are few and our benefits many.",
        "- requirements change often here",
        "We bring experience to our customers,",
        "Python",
    ],
)
def test_a_sentence_or_an_item_is_no_heading(matcher, line):
    assert kinds(matcher, f"We sell maps.\n{line}\nPython and Docker") == []


def test_a_paragraph_on_the_firm_ends_requirements(matcher):
    told = "makes maps of every coast in the north, in ink and in pixels, and sells them to sailors, towns and schools. "
    text = (
        f"Requirements\n- Python\n\nMapworks Ltd. is a company that {told}Its maps are drawn with Docker.\n"
    )
    assert section_of(matcher, text, "Docker") == "company"
    text = f"Requirements\n- Python\n\nThe candidate is a person who {told}Knows Docker by heart.\n"
    assert section_of(matcher, text, "Docker") == "requirements"


def test_lines_that_begin_with_years_ask(matcher):
    text = "We sell maps.\n\n3+ years of Java\nDelivery experience with Docker\nExperience with Kafka\n"
    assert section_of(matcher, text, "Docker") == "requirements"


def test_the_only_list_stays_asked_below_its_headings(matcher):
    text = "We sell maps.\nIdeal qualifications\nPython\nFamiliarity with\nDocker\n"
    assert section_of(matcher, text, "Docker") == "requirements"


def test_labels_of_job_boards_keep_a_list_required(matcher):
    text = "We sell maps.\nDesired qualifications\nPython\nExperience:\nSQL: 2 years (Preferred)\nR: 1 year (Preferred)\n"
    stances = {s.text: s.stance for s in matcher.read(text, kind="posting").skills}
    assert (stances["Python"], stances["SQL"]) == ("required", "preferred")


def test_items_that_lost_their_line_ends_are_cut(matcher):
    text = (
        "Requirements\nSolid use of mapsStrong SQL skillsKnowledge of Docker is a plusExperience with Kafka\n"
    )
    stances = {s.text: s.stance for s in matcher.read(text, kind="posting").skills}
    assert (stances["SQL"], stances["Docker"], stances["Kafka"]) == ("required", "preferred", "required")


def test_a_wish_ends_where_ordinary_words_meet(matcher):
    text = "Requirements\nKnowledge of Docker would be a plusVisit our harbour with Kafka\n"
    stances = {s.text: s.stance for s in matcher.read(text, kind="posting").skills}
    assert (stances["Docker"], stances["Kafka"]) == ("preferred", "required")


def test_a_heading_ends_an_item_in_one_line(matcher):
    text = (
        "Required Skills: - Tact and a steady hand at sea - A degree in Physics Preferred Skills:- Docker "
        + "- Ropes " * 40
    )
    assert section_of(matcher, text, "Docker") == "preferred"


def test_an_aside_alone_in_its_line_heads_nothing(matcher):
    text = "Requirements\nSome time with Kafka\n(preferred)\nor\nDocker\n"
    assert section_of(matcher, text, "Docker") == "requirements"


def test_a_heading_runs_into_its_text(matcher):
    text = "Requirements\nTact\nPreferred Skills and Experience Understanding of Docker, of ships, of harbours and of the sea"
    assert section_of(matcher, text, "Docker") == "preferred"
    text = "We sell maps.\nThe Project Engineer works closely with Docker, with ships, with harbours and with the sea"
    assert kinds(matcher, text) == []


def test_a_last_word_of_a_sentence_heads_nothing(matcher):
    text = "Nice to have\nDocker\nskills.\nKafka\n"
    assert section_of(matcher, text, "Kafka") == "preferred"


def test_a_task_is_no_heading(matcher):
    text = "Responsibilities\nUnderstand User Requirements\n- Draw maps in Python\n"
    assert section_of(matcher, text, "Python") == "duties"


def test_a_broken_lines_end_is_no_heading(matcher):
    text = "Requirements\nHaving used Kafka, Flink or any other streams of data is\nbeneficial\nSome use of Docker\n"
    assert section_of(matcher, text, "Docker") == "requirements"


def test_years_and_more_wish_nothing(matcher):
    text = "Requirements\nFive (5 plus) years of experience with the following:\nPython\n"
    assert section_of(matcher, text, "Python") == "requirements"


def test_a_posting_from_top_to_bottom(matcher):
    text = "About us\nWe sell maps.\n\nYour tasks\n- Build models.\n\nYour profile\n- Python\n\nNice to have\n- Kafka\n\nBenefits\n- Lunch\n"
    reading = matcher.read(text, kind="posting")

    assert [(s.kind, s.heading) for s in reading.sections] == [
        ("company", "About us"), ("duties", "Your tasks"), ("requirements", "Your profile"), ("preferred", "Nice to have"),
        ("benefits", "Benefits"),
    ]  # fmt: skip
    assert text[reading.sections[2].start : reading.sections[2].end] == "Your profile\n- Python"


def test_run_in_headings_open_a_section(matcher):
    text = "Requirements: Python and SQL\nalso Docker\nNice to have: Kafka\n"
    assert kinds(matcher, text) == ["requirements", "preferred"]
    assert section_of(matcher, text, "Docker") == "requirements"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Requirements:\n- SQL\nNice to have: Kafka.\nDocker is required", "requirements"),
        ("Requirements:\n- SQL\nBonus: Kafka or Flink\nDocker", "requirements"),
        ("Requirements:\n- SQL\nNice to have: any of these\n- Kafka\n- Docker", "preferred"),
        ("Requirements:\n- SQL\nDesired: Experience with Kafka\nExperience with Docker", "preferred"),
        ("Requirements:\n- SQL\nPreferred: a good deal of practice with\nqueues in Docker", "preferred"),
    ],
)
def test_a_wish_in_one_line_ends_with_it(matcher, text, kind):
    assert section_of(matcher, text, "Docker") == kind


def test_a_run_in_label_of_another_sort_holds_for_its_line_only(matcher):
    text = "Requirements:\nPython\nLocation: Pune\nDocker\n"
    assert section_of(matcher, text, "Docker") == "requirements"


def test_a_label_behind_a_sentence_asks(matcher):
    assert section_of(matcher, "We run on Kubernetes. Requirements: Docker.", "Docker") == "requirements"
    assert kinds(matcher, "Full time. Min. Experience: Docker and pans") == []


@pytest.mark.parametrize(
    "text",
    [
        "Requirements: SQL, Kafka. Benefits: a week of Docker lessons.",
        "Requirements\nSQL and the like. Perks: Docker lessons.",
        "Must have: a way with words, five years at sea, and SQL by heart; What we offer: lessons in Docker, fish.",
    ],
)
def test_what_is_offered_ends_what_is_asked(matcher, text):
    assert section_of(matcher, text, "SQL") == "requirements"
    assert section_of(matcher, text, "Docker") == "benefits"


def test_one_long_line_is_cut_at_its_headings(matcher):
    assert kinds(matcher, LONG) == ["duties", "requirements", "preferred", "benefits"]
    assert section_of(matcher, LONG, "Docker") == "requirements"
    assert section_of(matcher, LONG, "Kafka") == "preferred"


def test_html_without_line_breaks(matcher):
    text = "<div><h2>Requirements</h2><ul><li>Python</li><li>Docker</li></ul><h2>Perks</h2><p>Lunch</p></div>"
    assert kinds(matcher, text) == ["requirements", "benefits"]


def test_lines_that_ask_make_a_list_without_a_heading(matcher):
    text = "We sell maps.\n\nExperience with Python.\nSolid knowledge of Docker.\nExperience with Kafka.\n\nWe have cake."
    assert section_of(matcher, text, "Docker") == "requirements"


def test_one_sentence_that_asks_makes_no_section(matcher):
    assert kinds(matcher, "We sell maps with Python. Experience with Docker helps us. We like tea.") == []


def test_a_heading_within_a_list_goes_on_with_it(matcher):
    text = "Nice to have\nKafka\nTechnical skills:\nDocker\n"
    assert section_of(matcher, text, "Docker") == "preferred"


def test_an_equal_opportunity_line_belongs_to_the_process(matcher):
    text = "Requirements\nPython\n\nWe are an equal opportunity employer and welcome all."
    assert kinds(matcher, text) == ["requirements", "process"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\u2028"])
def test_line_ends_of_all_sorts(matcher, end):
    assert kinds(matcher, end.join(["Requirements", "Python", "Benefits", "Lunch"])) == [
        "requirements",
        "benefits",
    ]


def test_parts_of_a_wish_are_wished_too(matcher):
    part = "Experience:\nWork with looms\n\nCrafts and Abilities:\nPython\n\n"
    text = f"We weave.\n\nRequired qualifications:\n{part}Preferred qualifications:\n{part}"
    assert kinds(matcher, text)[3:] == ["preferred"] * 3


def test_desired_above_nice_to_have_is_asked(matcher):
    text = "We weave.\n\nDesired skills\n- Python\n\nNice to have\n- Docker\n\nBenefits\n- Lunch"
    assert kinds(matcher, text) == ["requirements", "preferred", "benefits"]


def test_a_sentence_below_a_list_of_wishes_ends_it(matcher):
    text = "Nice to have\n- Kafka\n\nYou will join a team of six that builds its ovens with SQL, and bakes on Friday."
    assert [(s.text, s.stance) for s in matcher.read(text).skills] == [
        ("Kafka", "preferred"),
        ("SQL", "mentioned"),
    ]


def test_the_first_cell_of_a_row_is_a_label(matcher):
    text = "| Must have | Python, SQL |\n| Nice to have | Go |"
    assert [s.stance for s in matcher.read(text).skills] == ["required", "required", "preferred"]


def test_a_dash_ends_a_label(matcher):
    text = "Skills- PHP, MySQL\nGood to have- Kafka\nMinimum 3 - 5 years of baking"
    assert [(s.text, s.stance) for s in matcher.read(text).skills] == [
        ("PHP", "required"),
        ("MySQL", "required"),
        ("Kafka", "preferred"),
    ]


def test_a_first_line_names_the_job_alone(matcher):
    text = "Data Scientist (PhD), Statistics\nStrong communication skills\nExperience with SQL"
    assert matcher.read(text, kind="posting").skills[0].stance == "mentioned"


def test_an_empty_text_has_no_sections(matcher):
    assert matcher.read("", kind="posting").sections == ()


def test_a_heading_may_name_the_place(matcher):
    text = "We sell maps.\nRequirements of the senior mapmaker engineer\nSQL\nPreferred qualifications for this role\nKafka\n"
    stances = {s.label: s.stance for s in matcher.read(text, kind="posting").skills}
    assert (stances["SQL"], stances["Apache Kafka" if "Apache Kafka" in stances else "Kafka"]) == (
        "required",
        "preferred",
    )


def test_a_word_of_wish_opening_a_heading_wishes_nothing(matcher):
    text = "Your tasks\n- Sort files.\nAsset delivery:\nYou draw charts in Tableau.\n"
    assert [s.stance for s in matcher.read(text, kind="posting").skills if s.label == "Tableau"] == [
        "mentioned"
    ]


def test_a_heading_of_markdown_ends_what_stands_above(matcher):
    text = "## Requirements\n### Tools\n- Python\n\n## The orchard\nEach tree is watched by Kafka."
    assert section_of(matcher, text, "Python") == "requirements"
    assert section_of(matcher, text, "Kafka") is None


@pytest.mark.parametrize("end", ["#", "###", "\n##", "\n## "])
def test_a_text_may_end_with_sharps(matcher, end):
    assert [skill.id for skill in matcher.read("We need Python.\n" + end).skills] == ["python"]


def test_ideally_over_the_only_list_asks(matcher):
    text = "Gardener of data\n\nIdeally you have:\n- Python\n- SQL"
    assert section_of(matcher, text, "SQL") == "requirements"


SHIPYARD = """Data Engineer
Our shipyard has built ferries for ninety years and now wants its sensors to tell when an engine will fail.
What you will do
- Build data pipelines in Airflow
- Work with the crews on board
- Improve our Java services
Requirements
- 3+ years of experience with Python
- Strong knowledge of SQL
- Bachelor's degree in Physics or Mathematics
- Good communication skills
Nice to have
- Experience with Kafka
- Familiarity with Terraform
What we offer
- A ferry pass for the whole family
- Training in Rust"""
JOINS = {
    "a blank": lambda text: text.replace("\n- ", " ").replace("\n", " "),
    "two blanks": lambda text: text.replace("\n- ", "  ").replace("\n", "  "),
    "two blanks around bullets": lambda text: text.replace("\n- ", "  -  ").replace("\n", "  "),
    "four blanks": lambda text: text.replace("\n", "    "),
    "nothing": lambda text: text.replace("\n- ", "\n").replace("\n", ""),
    "full stops": lambda text: text.replace("\n- ", "\n").replace(".\n", "\n").replace("\n", ". "),
    "pipes": lambda text: text.replace("\n- ", "\n").replace("\n", " | "),
    "bullets before headings too": lambda text: text.replace("\n- ", "\n").replace("\n", " • "),
    "bullets kept": lambda text: text.replace("\n- ", " • ").replace("\n", " "),
    "dashes kept": lambda text: text.replace("\n", " "),
    "stars kept": lambda text: text.replace("\n- ", " * ").replace("\n", " "),
}


@pytest.mark.parametrize("join", JOINS.values(), ids=JOINS)
def test_lost_line_ends_change_no_stance(matcher, join):
    flat = join(SHIPYARD)
    wanted = {skill.text: (skill.stance, skill.years) for skill in matcher.read(SHIPYARD).skills}
    reading = matcher.read(flat, kind="posting")
    assert {skill.text: (skill.stance, skill.years) for skill in reading.skills} == wanted
    assert all(flat[skill.start : skill.end] == skill.text for skill in reading.skills)


def test_a_heading_may_end_with_a_stop(matcher):
    text = (
        "Data Engineer\nWe repair ships.\nResponsibilities. Build pipelines that tell when an engine of a ferry will fail.\n"
        "Watch them in Grafana.\nRequirements. At least three years with Python and with engines of any kind and age.\n"
        "You know SQL."
    )
    assert kinds(matcher, text) == ["duties", "requirements"]


def test_a_title_given_apart_keeps_its_line(matcher):
    title, text = "Data Engineer Graduate (Harbour Team) - 2031 Start (BS/MS)", SHIPYARD.partition("\n")[2]
    reading = matcher.read(JOINS["a blank"](text), title=title, kind="posting")
    assert (reading.level, reading.degree.text) == ("junior", "Bachelor's")


def test_wide_blanks_within_pay_part_nothing(matcher):
    reading = matcher.read(JOINS["two blanks"](SHIPYARD + "\nPay\n$31.50  -  $42.00 an hour"), kind="posting")
    assert (reading.pay.min, reading.pay.max) == (31.5, 42.0)


def test_headings_words_within_sentences_head_nothing(matcher):
    text = (
        "Our group writes down what harbours need. You will meet the Requirements team every week, and your Experience "
        "will count when the Benefits office asks for help with Python or when the Responsibilities of the crews change. "
        "The Company was founded by two sailors who had no Skills but patience, and it has kept their spirit ever since, "
        "in each of its offices along the coast and in the new one that we open next spring, close to the old lighthouse."
    )
    assert [s.heading for s in matcher.read(text, kind="posting").sections if s.heading] == []


def test_a_firms_name_is_no_lost_line_end(matcher):
    text = (
        "BlueHeron makes maps of rivers. At BlueHeron you build models in Python, and BlueHeron pays for your boat. "
        "Customers of BlueHeron know how deep their rivers are, and the RiverWatch team tells them when a flood comes. "
        "RiverWatch runs on sensors that BlueHeron made, and it sends a message to all who live along the river's banks."
    )
    outline = str(matcher.outline(text))
    assert "BlueHeron pays" in outline
    assert "RiverWatch runs" in outline


def test_a_version_begins_no_lost_line(matcher):
    text = (
        "Hollin & Sons makes software for ports and needs a Java Developer for its office in Ghent. "
        "Java 17+, Spring Boot and PostgreSQL required, 4 years minimum. Kotlin helpful."
    )
    stances = {s.text: s.stance for s in matcher.read(text).skills}
    assert (stances["Java 17"], stances["Spring Boot"], stances["Kotlin"]) == (
        "required",
        "required",
        "preferred",
    )
