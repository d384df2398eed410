"""What a plan's kind decides: which fields its covers have, and which words they hold (plannr-api.md 8.3 to 8.5)."""

from boards.mirror.quality.covers import INSURED, PROTECTED

PROTECTION, INSURANCE = "protection", "insurance"

PROTECTION_TYPES = (
    "asu",
    "additional_rider_benefit",
    "critical_illness",
    "family_income_benefit",
    "income_insurance",
    "life_assurance",
    "tpd_total_permanent_disability",
    "trauma_insurance",
    "waiver_of_premium",
    "unknown",
)
INSURANCE_TYPES = (
    "3rd_party",
    "3rd_party_fire_and_theft",
    "accidental_damage",
    "ambulance",
    "buildings",
    "buildings_and_contents",
    "business",
    "comprehensive",
    "contents",
    "dental",
    "extras",
    "hospital_cash",
    "optical",
    "personal_possessions",
    "private",
    "private_hospital",
    "specialist",
    "unknown",
)
TYPES = {PROTECTION: PROTECTION_TYPES, INSURANCE: INSURANCE_TYPES}
STATUSES = ("active", "proposed", "inactive")
FREQUENCIES = (
    "daily",
    "weekly",
    "fortnightly",
    "four_weekly",
    "monthly",
    "bimonthly",
    "quarterly",
    "biannually",
    "annually",
    "adhoc",
    "one_off",
)
# What may be changed of a cover of each kind, in the order of the form.
FIELDS = {
    PROTECTION: ("cover_type", "benefit_amount", "benefit_status", "indexation"),
    INSURANCE: ("cover_type", "excess"),
}
# What can be given to a new cover only.
ONCE = {PROTECTION: ("benefit_frequency", "client_uuid"), INSURANCE: ()}
NAMES = {
    "cover_type": "Cover type",
    "benefit_amount": "Benefit amount",
    "benefit_status": "Benefit status",
    "benefit_frequency": "Benefit frequency",
    "indexation": "Indexation",
    "excess": "Excess",
    "client_uuid": "Client",
}
SPELT = {
    "asu": "ASU",
    "tpd_total_permanent_disability": "TPD (Total Permanent Disability)",
    "one_off": "One-off",
    "adhoc": "Ad hoc",
}
PER_PERIOD = {
    "daily": "a day",
    "weekly": "a week",
    "fortnightly": "a fortnight",
    "four_weekly": "every four weeks",
    "monthly": "a month",
    "bimonthly": "every two months",
    "quarterly": "a quarter",
    "biannually": "every half year",
    "annually": "a year",
}


def cover_kind(plan_type: str, cover_type: str = "", *, has_excess: bool = False) -> str:
    """ "protection" or "insurance"; for a plan of neither kind, the family of the cover's type; "" where nobody can
    tell.
    """
    if plan_type in PROTECTED:
        return PROTECTION
    if plan_type in INSURED:
        return INSURANCE
    if cover_type in INSURANCE_TYPES and cover_type not in PROTECTION_TYPES:
        return INSURANCE
    if cover_type in PROTECTION_TYPES and cover_type != "unknown":
        return PROTECTION
    if not cover_type:
        return ""
    return INSURANCE if has_excess else PROTECTION


def label(word: str) -> str:
    """Plannr's word as its own pages write it: title case, `asu` as ASU; "Not set" for none."""
    if not word:
        return "Not set"
    return SPELT.get(word) or " ".join(part[:1].upper() + part[1:] for part in word.replace("_", " ").split())


def sentence_label(word: str) -> str:
    """Plannr's word inside a sentence or a table of facts: "Protection policy", "One-off"."""
    return SPELT.get(word) or word.replace("_", " ").capitalize()


def choices(words: tuple[str, ...], current: str) -> list[tuple[str, str]]:
    """The words one may choose, with their labels; an unknown `current` one stays first, so that it is never changed
    in silence, and so does a missing one.
    """
    known = [(word, label(word)) for word in words]
    return known if current in words else [(current, label(current)), *known]


def how_often(frequency: str) -> str:
    """ "a month", said after an amount of money; "" for a lump sum."""
    return PER_PERIOD.get(frequency, "")


def is_lump_sum(frequency: str) -> bool:
    """Whether amounts of this frequency are paid once, and so may be added up."""
    return frequency in ("", "one_off", "adhoc")
