"""The log, told in English: one sentence for each line.

Each operation class tells its own attempts (writes.acts.Act.sentence): "moved “Hill mortgage” from Research to
Submitted, place 3". The ending is added here, the same for all verbs.
"""

from collections.abc import Callable

from boards.audit.models import Entry

Describer = Callable[[Entry], str]

# How the attempts of each verb are told; boards.operations fills it when the app is ready.
DESCRIBERS: dict[str, Describer] = {}

ENDINGS = {
    "saved": "saved in Plannr",
    "refused": "refused",
    "unknown": "being checked with Plannr",
    "superseded": "nobody can know whether this was done",
    "conflict": "not sent, because it had changed in Plannr",
    "": "sent, no answer yet",
}


def describe_ask(entry: Entry) -> str:
    """What was asked, without the person and the ending."""
    teller = DESCRIBERS.get(entry.verb)
    return teller(entry) if teller else f"{entry.verb.replace('-', ' ')}: “{entry.subject_name}”"


def describe_entry(attempt: Entry, ending: Entry | None = None) -> str:
    """One line of the log in words: "Priya Shah moved “Hill mortgage” from Research to Submitted, place 3; saved in
    Plannr". `ending` is the attempt's newest outcome; a note (a conflict, an alarm) is its own ending.
    """
    if attempt.verb == "late-write":
        return f"Found late. {attempt.words}"
    if attempt.verb == "alarm":
        return f"Alarm: {attempt.words}"
    if attempt.verb == "freeze-lifted":
        return f"{attempt.actor_name} let writing go on for {attempt.subject_name}: {attempt.words}"
    if attempt.verb == "firm-accepted":
        return f"{attempt.actor_name} accepted that the board speaks for {attempt.subject_name} now: {attempt.words}"
    if attempt.verb == "let-go":
        return f"{attempt.actor_name} let {attempt.subject_name} from Plannr go: {attempt.words}"
    last = ending or (attempt if attempt.kind == "note" else None)
    how = ENDINGS.get(last.outcome if last else "", "")
    words = (
        f" ({last.words.rstrip('.')})"
        if last and last.words and last.outcome in ("refused", "conflict", "superseded")
        else ""
    )
    return f"{attempt.actor_name} {describe_ask(attempt)}; {how}{words}"
