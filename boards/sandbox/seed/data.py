"""
The words a believable UK firm is made of. Nobody here is real, and neither are the providers.
"""

FIRST_NAMES = (
    "John", "Jane", "Robert", "Helen", "Mohammed", "Elizabeth", "Peter", "Susan", "Andrew", "Fiona", "Graham", "Nisha",
    "Simon", "Rachel", "Gareth", "Sian", "Callum", "Isla", "Patrick", "Niamh", "Rajesh", "Anjali", "Kwame", "Abena",
    "Stephen", "Catherine", "Michael", "Linda", "Christopher", "Alison", "Daniel", "Emma", "Thomas", "Charlotte",
    "George", "Grace", "William", "Olivia", "Edward", "Victoria", "Hassan", "Amina", "Piotr", "Agnieszka", "Wei", "Mei",
    "Declan", "Aoife", "Rhys", "Megan", "Hamish", "Kirsty", "Dominic", "Beatrice", "Leonard", "Dorothy",
    "Arthur", "Joan",
)  # fmt: skip
SURNAMES = (
    "Smith", "Jones", "Brown", "Davies", "Khan", "Evans", "Thomas", "Roberts", "Walker", "Wright", "Robinson",
    "Thompson",
    "White", "Hall", "Clarke", "Green", "Harris", "Lewis", "Cooper", "King", "Lee", "Baker", "Turner", "Phillips",
    "Mitchell", "Shah", "Campbell", "Stewart", "MacDonald", "Murphy", "O'Brien", "Byrne", "Ahmed", "Hussain", "Begum",
    "Singh", "Kaur", "Mensah", "Okafor", "Kowalski", "Nowak", "Chen", "Ward", "Hughes", "Edwards", "Morgan", "Price",
    "Griffiths", "Llewellyn", "Fraser", "Sinclair", "Pemberton", "Ashworth", "Fairclough", "Hargreaves", "Whitaker",
)  # fmt: skip
CHILDREN = ("Oliver", "Ella", "Sam", "Lily", "Noah", "Freya", "Jack", "Poppy", "Aisha", "Zara", "Ben", "Maisie", "Leo")
STREETS = (
    "Elm Road", "Church Lane", "Mill Street", "Station Road", "Victoria Avenue", "Park View", "Orchard Close",
    "The Green", "Queen Street", "Priory Lane", "Harbour Walk", "Hill Rise", "Kingsway", "Meadow Drive",
)  # fmt: skip
TRADES = (
    "Builders",
    "Dental Practice",
    "Joinery",
    "Logistics",
    "Design",
    "Farm Partnership",
    "Veterinary Centre",
    "Coaches",
)
PROVIDERS = (
    "Example Life", "Example Assurance", "Northfield Mutual", "Calderdale Life", "Harbour Pensions", "Thistle & Oak",
    "Severn Wealth", "Albion Cover", "Lantern Investments", "Pennine Building Society",
)  # fmt: skip

STATUSES = (
    ("New enquiry", "#8A94A6"), ("Fact find", "#2F80D1"), ("Research", "#7A5AD9"), ("Recommendation", "#E0930F"),
    ("With provider", "#C8437F"), ("Completed", "#23852B"),
)  # fmt: skip
TYPES = ("Pension", "Protection", "Investment", "Mortgage", "Review", "Estate planning")
TAGS = (
    ("Tax year end", "#C2410C"), ("Joint", "#5A4FCF"), ("Fee agreed", "#23852B"), ("Trust", "#0E7490"),
    ("Vulnerable client", "#B4234A"), ("Chase provider", "#A16207"), ("VIP", "#1D4ED8"),
)  # fmt: skip
EMPLOYEES = (
    ("Priya Patel", "admin", "adviser"), ("Tom Hughes", "member", "adviser"), ("Sarah Jones", "admin", "administrator"),
    ("Daniel Osei", "member", "adviser"), ("Catriona Reid", "member", "adviser"), ("Imran Malik", "member", "adviser"),
    ("Ruth Bennett", "member", "paraplanner"), ("Owen Parry", "member", "paraplanner"),
    ("Lucy Hartley", "member", "paraplanner"), ("Grace Adeyemi", "member", "administrator"),
    ("Ben Foster", "member", "administrator"), ("Megan Doyle", "member", "administrator"),
)  # fmt: skip

# By type: names ({child}, {place}, {year} and {tax_year} are filled in), least and most pennies, share without a value.
CASES: dict[str, tuple[tuple[str, ...], int, int, float]] = {
    "Pension": (
        ("Pension transfer", "Drawdown review", "Annuity comparison", "Carry forward contribution",
         "Pension consolidation", "Pension sharing order", "Phased retirement", "SIPP set-up",
         "State pension forecast"),
        1_200_000, 32_000_000, 0.12,
    ),
    "Protection": (
        ("Income protection", "Critical illness review", "Whole of life in trust", "Key person cover",
         "Life cover review", "Family income benefit", "Group income cover", "Relevant life policy"),
        90_000, 4_500_000, 0.2,
    ),
    "Investment": (
        ("ISA allowance {tax_year}", "Junior ISA for {child}", "Bed and ISA", "Investment bond top-up",
         "Offshore bond surrender", "Portfolio rebalance", "Lifetime ISA for {child}", "General investment account"),
        400_000, 18_000_000, 0.1,
    ),
    "Mortgage": (
        ("Remortgage, {place}", "Lifetime mortgage", "Mortgage review", "First home, {place}", "Buy to let, {place}",
         "Product switch, {place}"),
        950_000, 4_500_000, 0.15,
    ),
    "Review": (("Annual review {year}", "Interim review", "Retirement review", "Ongoing advice review {year}"),
               50_000, 450_000, 0.5),
    "Estate planning": (
        ("Trust for grandchildren", "Inheritance tax plan", "Lasting power of attorney", "Will review",
         "Gift to {child}", "Discounted gift trust"),
        150_000, 9_000_000, 0.3,
    ),
}  # fmt: skip
PLAN_TYPES = (
    "pension", "investment", "protection_policy", "cash_account", "general_insurance", "mortgage", "annuity",
    "group_protection", "loan_credit", "fixed_asset",
)  # fmt: skip
PLAN_OF_CASE = {
    "Pension": ("pension", "annuity"), "Protection": ("protection_policy", "group_protection", "general_insurance"),
    "Investment": ("investment", "cash_account"), "Mortgage": ("mortgage", "loan_credit"),
    "Review": PLAN_TYPES, "Estate planning": ("investment", "fixed_asset", "protection_policy"),
}  # fmt: skip
# By type: names, sub types, least and most pennies.
PLANS: dict[str, tuple[tuple[str, ...], tuple[str, ...], int, int]] = {
    "pension": (("Personal pension", "SIPP", "Workplace pension"), ("sipp", "personal pension"), 1_500_000, 85_000_000),
    "investment": (("Stocks and shares ISA", "Investment bond", "General investment account"),
                   ("isa", "onshore bond", "gia"), 500_000, 40_000_000),
    "protection_policy": (("Family protection plan", "Life and critical illness plan", "Whole of life plan",
                           "Income protection plan"), ("term assurance", "whole of life"), 0, 0),
    "cash_account": (("Cash ISA", "Fixed rate saver", "Lifetime ISA"), ("cash isa", "lifetime isa"), 100_000,
    9_000_000),
    "general_insurance": (("Home insurance", "Private medical cover", "Business combined policy"),
    ("household",), 0, 0),
    "mortgage": (("Repayment mortgage", "Interest-only mortgage"), ("repayment",), 8_000_000, 62_000_000),
    "annuity": (("Lifetime annuity", "Fixed term annuity"), ("lifetime annuity",), 2_000_000, 30_000_000),
    "group_protection": (("Group life scheme", "Group income protection"), ("group life",), 0, 0),
    "loan_credit": (("Personal loan", "Bridging loan"), ("loan",), 300_000, 5_000_000),
    "fixed_asset": (("Main residence", "Holiday cottage", "Business premises"), ("property",), 15_000_000, 95_000_000),
}  # fmt: skip
NOTES = (
    "Called to confirm the appointment. Happy to meet by video.", "Letter of authority sent to the provider.",
    "Client prefers email. Passport copy on file.", "Recommendation report discussed; wants a week to think.",
    "Provider asks for a wet signature on the transfer form.", "Fees agreed and confirmed in writing.",
)  # fmt: skip
TASKS = (
    "Chase letter of authority", "Prepare fact find", "Check attitude to risk", "Draft suitability report",
    "Book review meeting", "Send illustration", "Confirm bank details", "Update identity check",
)  # fmt: skip
