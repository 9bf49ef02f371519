import pytest

from jdmatch.reading.page import Page
from jdmatch.reading.pay import AmountFinder

PAY = [
    # sentence, least, most, currency, period
    ("Salary: $120-150k", 120_000, 150_000, "USD", "year"),
    ("Level 1 - $110,000 - $118,500 per annum", 110_000, 118_500, "USD", "year"),
    ("Salary: R25 000 - R30 000 pm", 25_000, 30_000, "ZAR", "month"),
    ("R$ 8.000 a R$ 12.000 por mês", 8_000, 12_000, "BRL", "month"),
    ("Rs. 45,000/- per month", 45_000, None, "INR", "month"),
    ("Baker, Ipoh, RM8,000 to RM11,000", 8_000, 11_000, "MYR", "month"),
    ("Salary: 4.500 – 5.200 €/Monat", 4_500, 5_200, "EUR", "month"),
    ("Salary: £30-35,000", 30_000, 35_000, "GBP", "year"),
    ("€ 4.000 - € 5.500 bruto per maand", 4_000, 5_500, "EUR", "month"),
    ("Salary: CAD$95,000/yr to CAD$120,000/yr", 95_000, 120_000, "CAD", "year"),
    ("Salary: $120k - $150k DOE", 120_000, 150_000, "USD", "year"),
    ("The base salary range is $140,000.00 - $180,500.00 per year.", 140_000, 180_500, "USD", "year"),
    ("The base salary is $90,000-$110,000 + bonus + equity.", 90_000, 110_000, "USD", "year"),
    ("Compensation: USD 95k to 120k", 95_000, 120_000, "USD", "year"),
    ("Base pay is 184,000 USD - 210,000 USD", 184_000, 210_000, "USD", "year"),
    ("CAD $90,000 to $110,000 annually", 90_000, 110_000, "CAD", "year"),
    ("Salary: £50,000 - £130,000k", 50_000, 130_000, "GBP", "year"),
    ("Baker / Leeds / £35,000 + package", 35_000, None, "GBP", "year"),
    ("Annual salary between €45,000 and €60,000 (monthly €3,500)", 45_000, 60_000, "EUR", "year"),
    ("Salary: €55.000", 55_000, None, "EUR", "year"),
    ("Salary: 55 000 EUR per year", 55_000, None, "EUR", "year"),
    ("The salary is NOK 650 000 – 750 000.", 650_000, 750_000, "NOK", "year"),
    ("KES 250,000 per month gross", 250_000, None, "KES", "month"),
    ("Budget: 25 LPA", 2_500_000, None, "INR", "year"),
    ("Location: Perth, Australia\nWe pay $90,000 a year", 90_000, None, "AUD", "year"),
    ("Package: $95k - $105k + super", 95_000, 105_000, "AUD", "year"),
    ("Location: London, Ontario\nRate: $60 an hour", 60, None, "CAD", "hour"),
    ("You will be based in Montreal.\nThe salary is $80,000.", 80_000, None, "CAD", "year"),
    ("Baker (Singapore)\nSalary: $4,000 - $5,000 a month", 4_000, 5_000, "SGD", "month"),
    ("Auckland, New Zealand\nSalary: $90k", 90_000, None, "NZD", "year"),
    # other places with dollars beside it, or none that is the place of the work
    ("Location: Ontario, CA\nSalary: $90,000", 90_000, None, "USD", "year"),
    ("Remote (US or Canada). Salary: $120,000 a year", 120_000, None, "USD", "year"),
    ("Location: Austin, TX\nWe have ovens in Singapore, too.\nPay: $20 an hour", 20, None, "USD", "hour"),
    ("Location: Toronto\nUS$ 90,000 a year", 90_000, None, "USD", "year"),
    ("Your work will be super and superb: $90,000 a year", 90_000, None, "USD", "year"),
    ("CHF 110'000 - 130'000", 110_000, 130_000, "CHF", "year"),
    ("£650/day", 650, None, "GBP", "day"),
    ("Daily rate: £500-£650", 500, 650, "GBP", "day"),
    ("Pay: $29.00 to $30.00 /hour", 29, 30, "USD", "hour"),
    ("We pay 30.50 an hour", 30.5, None, "USD", "hour"),
    (
        "Minimum\nSalary Range or On Target Earnings:\n$91,800\nMaximum\n$142,200",
        91_800,
        142_200,
        "USD",
        "year",
    ),
    ("10% travel. $41 - $47 per hour", 41, 47, "USD", "hour"),
    ("56,25 EUR/hour", 56.25, None, "EUR", "hour"),
    ("A monthly internship allowance of €525", 525, None, "EUR", "month"),
    ("10 900 PLN gross/month", 10_900, None, "PLN", "month"),
    ("Pay of 500 USD a week", 500, None, "USD", "week"),
    ("Salary: $50,000 to $85,000 /hour", 50_000, 85_000, "USD", "year"),  # no such hour
    ("Salary: From RM4,200.00 per month", 4200, None, "MYR", "month"),
    ("Salary: RM5000 - RM6500", 5000, 6500, "MYR", "month"),
    ("HK$28,000 per month", 28_000, None, "HKD", "month"),
    # rupees
    ("CTC: 12-18 LPA", 1_200_000, 1_800_000, "INR", "year"),
    ("₹6,00,000 p.a.", 600_000, None, "INR", "year"),
    ("Rs. 8 to 12 lakhs per annum", 800_000, 1_200_000, "INR", "year"),
    ("15-20 lakh CTC", 1_500_000, 2_000_000, "INR", "year"),
    ("₹ 4.5 - 6 LPA", 450_000, 600_000, "INR", "year"),
    ("Package: 8L - 12L", 800_000, 1_200_000, "INR", "year"),
    ("Salary: 1.2 Cr per annum", 12_000_000, None, "INR", "year"),
    ("INR 50k/month", 50_000, None, "INR", "month"),
    ("Salary: ₹16,000 - ₹18,000 per month", 16_000, 18_000, "INR", "month"),
    ("Salary: six to eight lakhs per annum", 600_000, 800_000, "INR", "year"),
    ("CTC: twelve lakhs", 1_200_000, None, "INR", "year"),
    ("Salary: 8,00,000", 800_000, None, "INR", "year"),
    ("Salary: 6,00,000 - 8,00,000", 600_000, 800_000, "INR", "year"),
    ("The lowest pay is 6 lakhs per annum.", 600_000, None, "INR", "year"),
    # what is fixed, and what varies or is for beginners, are two things
    ("8 LPA fixed + 2 LPA variable", 800_000, None, "INR", "year"),
    ("Fixed 15 LPA, variable 3 LPA", 1_500_000, None, "INR", "year"),
    ("Experienced: 6-8 LPA / Freshers: 4-6 LPA", 600_000, 800_000, "INR", "year"),
    ("Freshers: 4-6 LPA, Experienced: 6-8 LPA", 600_000, 800_000, "INR", "year"),
    (
        "The pay is 9 to 12 lakhs per annum.\nThe package for freshers in our Pune office is 5 to 6 lakhs per annum.",
        900_000,
        1_200_000,
        "INR",
        "year",
    ),
    ("Freshers: 4-6 LPA", 400_000, 600_000, "INR", "year"),
    ("Sales engineer. OTE: $220k, base $110k", 110_000, None, "USD", "year"),
    ("$240,000 OTE ($120,000 base)", 120_000, None, "USD", "year"),
    ("Base: $95,000 - $105,000, OTE: $180,000", 95_000, 105_000, "USD", "year"),
    ("OTE $220k", 220_000, None, "USD", "year"),
    # for so many months
    ("A stipend of $21,000 over three months", 7000, None, "USD", "month"),
    ("Pay: $9,000 - $12,000 for 12 weeks", 750, 1000, "USD", "week"),
    ("Salary: $90,000 for 2 years of experience", 90_000, None, "USD", "year"),
    ("Pay: $90,000 for two weeks' notice", 90_000, None, "USD", "year"),
    # without a sign
    ("Salary: 85,000 - 95,000 per year", 85_000, 95_000, "USD", "year"),
    ("Compensation 120k-150k", 120_000, 150_000, "USD", "year"),
    ("Pay: 45 - 55 per hour", 45, 55, "USD", "hour"),
    ("Location: Remote | Type: Full-time | Salary: $100k", 100_000, None, "USD", "year"),
    ("Salary: 90,000 - 110,000", 90_000, 110_000, "USD", "year"),
    ("140k-160k DOE", 140_000, 160_000, "USD", "year"),
    # of several places the first
    (
        "Pay in Leeds is £40,000 to £50,000 per year, in Bath £45,000 to £56,000 per year.",
        40_000,
        50_000,
        "GBP",
        "year",
    ),
    # one pay in several ranges: from the least to the most
    ("Base pay is from $90,000/year in small towns up to $120,000/year.", 90_000, 120_000, "USD", "year"),
    ("Pay:\nNurse: $60,000 to $80,000\nAide: $30,000 to $40,000", 30_000, 80_000, "USD", "year"),
]
NO_PAY = [
    "Our clients have a budget of $250,000 a year.",
    "The company made $1.5 million in revenue.",
    "We raised $30M in Series B funding.",
    "A $70 billion industry",
    "A signing bonus of $5,000.",
    "$2,500 Sign on Bonus",
    "Annual bonus of up to $20,000",
    "401k match up to $5,000 per year",
    "Competitive salary, 401k and dental",
    "£1,000 annual training budget",
    "Manage a budget of $250,000 per year",
    "Personal development budget of € 1,000 per year, which you can accumulate up to € 3,000",
    "One-time work from home stipend of up to $500",
    "Up to 25 EUR per month for a gym subscription",
    "Life insurance up to $100,000",
    "A fund with $3 billion under management",
    "Our app serves 10 lakh customers",
    "Our app serves six lakhs of customers",
    "We serve 10k-50k users",
    "Headcount: 1,20,000",
    "Salary: 0.00 - 0.00 GBP",
    "40 hours per week, up to 10K requests per hour",
]
MOST = [
    ("Salary up to £45,000", 45_000),
    ("Paying up to £120,000 + bonus", 120_000),
    ("CTC upto 25 LPA", 2_500_000),
    ("A good salary (to £48k, by experience)", 48_000),
    ("Salary to £61,500 plus pension", 61_500),
]


@pytest.mark.parametrize(("sentence", "least", "most", "currency", "period"), PAY, ids=lambda v: str(v)[:50])
def test_pay_in_its_common_forms(matcher, sentence, least, most, currency, period):
    pay = matcher.read(sentence, kind="posting").pay
    assert pay is not None
    assert (pay.min, pay.max, pay.currency, pay.period) == (least, most, currency, period)


@pytest.mark.parametrize("sentence", NO_PAY)
def test_other_money_is_no_pay(matcher, sentence):
    assert matcher.read(sentence, kind="posting").pay is None


@pytest.mark.parametrize(("sentence", "most"), MOST)
def test_up_to_names_the_most_alone(taxonomy, sentence, most):
    page = Page.of(sentence, kind="posting")
    (amount,) = AmountFinder(taxonomy.language.pay).find(page)
    assert (amount.min, amount.max) == (None, most)


def test_pay_of_the_text_goes_before_the_title(matcher):
    fit = matcher.read(
        "Remote work\nWe pay $62 per hour.", title="Data Analyst ($50 - $70/hr)", kind="posting"
    )
    assert fit.pay is not None
    assert (fit.pay.min, fit.pay.max) == (62, None)


def test_the_pay_span_is_in_the_given_text(matcher):
    text = "**Salary:** $70,000\\.00 \\- $80,000\\.00 a year"
    pay = matcher.read(text, kind="posting").pay
    assert text[pay.start : pay.end] == pay.text
    assert (pay.min, pay.max) == (70_000, 80_000)


@pytest.mark.parametrize(
    ("sentence", "least"),
    [("Sold cars for $20,000 to $40,000 a year each.", None), ("Expected CTC: 9 LPA", 900_000)],
)
def test_a_cv_tells_only_the_pay_that_is_expected(matcher, sentence, least):
    pay = matcher.read(sentence, kind="cv").pay
    assert (pay and pay.min) == least


@pytest.mark.parametrize(
    ("text", "band"),
    [
        ("Salary: 6-8 LPA", "within"),
        ("Salary: 3 LPA", "below"),
        ("CTC: 25-30 LPA", "above"),
        ("Salary: Rs. 55,000 per month", "within"),
        ("Freshers welcome.\nSalary: 4-5 LPA", "within"),
        ("Not open to freshers.\nSalary: 4-5 LPA", "below"),
        ("Salary: $120,000", None),
        ("Salary: six to eight lakhs per annum", "within"),
    ],
)
def test_pay_is_told_against_the_band(matcher, text, band):
    text = f"Machine Learning Engineer\nYou train models.\n{text}"
    assert matcher.read(text, kind="posting").pay.against_profile == band
    assert matcher.read(text, kind="posting").to_dict()["pay"]["against_profile"] == band
    assert matcher.score(text, kind="posting").reading.pay.against_profile == band


def test_a_row_tells_the_band(matcher):
    from jdmatch.tables.rows import COLUMNS, fit_row

    row = dict(
        zip(COLUMNS, fit_row(matcher.score("ML Engineer\nSalary: 3 LPA\nYou know Python.")), strict=True)
    )
    assert row["pay_band"] == "below"
