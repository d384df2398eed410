"""What the write path needs to know of an operation, how an operation can end, and what reading back can show of it."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from boards.audit.models import Entry
from boards.audit.recorder import Subject
from boards.users.models import User

Body = dict[str, Any]

HELD_BEFORE, HELD_AFTER, HELD_OTHER = "before", "after", "other"


@dataclass(frozen=True, slots=True)
class Result:
    """How an operation ended, for the view to show.

    `outcome` is one of:
      saved        Plannr holds the change, and that was checked
      unchanged    there was nothing to change; nothing was sent and nothing was written down
      conflict     Plannr holds something else than the person's page showed; nothing was sent
      refused      Plannr, or the board, said no; Plannr holds what it held before
      unknown      the request left and no answer tells how it ended; it is being settled by reading back
      unavailable  Plannr could not be asked, or somebody else is writing this; nothing was sent
    `words` is one sentence for people. `errors` are Plannr's own words by field. `attempt` is the log's line, if any.
    `tone` marks an ending whose words must be told whatever its outcome: "warn" where somebody else changed the record
    meanwhile or the board lost track of it, "bad" where the write did damage. `answered`, of an unknown one: Plannr has
    said yes, and does not show it yet.
    """

    outcome: str
    words: str = ""
    errors: Mapping[str, list[str]] = field(default_factory=dict)
    attempt: Entry | None = None
    tone: str = ""
    answered: bool = False

    @property
    def doubt(self) -> str:
        """What is known while it is unknown, in a sentence."""
        return "Plannr said yes, but still shows it as it was." if self.answered else "Plannr has not answered."


@dataclass(frozen=True, slots=True)
class Conflict:
    """Why a write was not sent: what Plannr holds now is not what the page showed; in `words`."""

    words: str


@dataclass(frozen=True, slots=True)
class ReadBack:
    """What Plannr shows for an attempt: `shows` is HELD_BEFORE, HELD_AFTER or HELD_OTHER; `after` is for the log."""

    shows: str
    after: Body
    words: str = ""


class Rejected(Exception):
    """The board itself says no before anything is sent; `words` say why, `field` which answer of the form is meant."""

    def __init__(self, words: str, field: str = "") -> None:
        super().__init__(words)
        self.words, self.field = words, field


class Operation[Record](ABC):
    """One change that a person asks for. `Record` is what a fresh read of Plannr gives for it.

    The write path (boards.writes.pipeline) calls these in the order in which they stand here. Only `read`, `send`,
    `reread`, `repair` and `read_back` may speak to Plannr, and `send` in one request. Every class that can be carried
    out stands in `boards.operations`, so that each process can tell and settle what another one left.
    """

    verb: ClassVar[str]
    by: User
    subject: Subject
    key: str | None = None

    @property
    def lease_key(self) -> str:
        """Who must not write at the same time: one lease per case or plan."""
        return f"{self.subject.kind}:{self.subject.uuid}"

    @abstractmethod
    def ask(self) -> Body:
        """What the person asks for, as JSON values: what they chose and typed, and nothing of what the page showed them
        or of what Plannr holds. Two acts under one key are one gesture exactly where this is the same.
        """

    @abstractmethod
    def read(self) -> Record:
        """The fresh read from Plannr, complete enough for all that follows. Raises PlannrError."""

    def go_on_from(self, own: Callable[[], Sequence[Entry]]) -> None:  # noqa: B027  the page's base may not count
        """Take what this person's `own` saved attempts left (oldest first, nobody else's between or since) as known to
        them: `conflict` then compares with that as well as with what the page showed, and asks for it where it must.
        """

    @abstractmethod
    def conflict(self, fresh: Record) -> Conflict | None:
        """What stands in the way because the page was out of date, or None. Raises Refusal for what can never be."""

    @abstractmethod
    def body(self, fresh: Record) -> Body | None:
        """Exactly what will be sent, as JSON values; None where Plannr already holds it all."""

    @abstractmethod
    def before(self, fresh: Record) -> Body:
        """What Plannr holds of the fields about to be replaced, as JSON values, for the log and for settling."""

    @abstractmethod
    def send(self, body: Body) -> Record:
        """The one PUT or POST, and what its answer shows. Raises PlannrError."""

    @abstractmethod
    def holds(self, answer: Record, body: Body) -> bool:
        """Whether `answer` shows what `body` asked for."""

    def says(self, answer: Record, body: Body) -> bool | None:
        """What the answer itself says of the change: True that it was made, False that it was not, None where it does
        not carry all that was asked, so that only a read can tell.
        """
        return self.holds(answer, body)

    @abstractmethod
    def reread(self, answer: Record) -> Record:
        """What Plannr shows after the write: the record itself, and whatever else the write may have shifted.
        Raises PlannrError; one that says that the write may have applied, where nothing is known without this read.
        """

    def shows_before(self, fresh: Record, seen: Record) -> bool:
        """Whether `seen` shows of all that was asked what `fresh` did, whatever else has changed since: then a good
        answer alone proves nothing.
        """
        return self.after(seen) == self.after(fresh)

    @abstractmethod
    def damage(self, fresh: Record, answer: Record, seen: Record) -> str:
        """What the write changed that it must not have, in words; blank where all is well.

        The PUT's own `answer` is the evidence; `seen`, the later read, only for what an answer never carries.
        """

    def declined(self, seen: Record, body: Body) -> str:
        """What Plannr said yes to and will not do, in words: then it is refused."""
        return ""

    def meanwhile(self, answer: Record, seen: Record) -> str:
        """What somebody else did between the PUT's `answer` and the later read `seen`, in a sentence: it is left so."""
        return ""

    @abstractmethod
    def repair(self, fresh: Record) -> None:
        """Put back what `damage` found, make sure that it is back, and keep what Plannr then shows. Raises PlannrError
        where it is not.
        """

    @abstractmethod
    def keep(self, answer: Record, *, saved: bool) -> None:
        """Write what Plannr answered into the mirror; `saved` where it is the answer to a write of ours."""

    @abstractmethod
    def after(self, answer: Record) -> Body:
        """What Plannr holds now of the replaced fields, as JSON values, for the log."""

    @classmethod
    @abstractmethod
    def read_back(cls, attempt: Entry) -> ReadBack:
        """What Plannr shows for an attempt of this kind in doubt, which is written into the mirror as well: never sends
        again. Raises PlannrError, NotFound where the subject is gone.
        """

    @classmethod
    @abstractmethod
    def sentence(cls, entry: Entry) -> str:
        """An attempt of this kind in words, as it follows its actor's name: "moved “Hill mortgage” to Offer"."""
