"""The index of operations: each kind of change that can be asked of Plannr, by its class, and nothing else.

As `boards.models` is for tables: a class that stands here is told in the log and settled after a crash by every
process, whatever pages that process has served. `manage.py check` fails where one is missing, or cannot be told or read
back.
"""

from collections.abc import Iterator, Sequence
from inspect import isabstract
from typing import Any, cast

from django.core.checks import CheckMessage, Error

from boards.audit.descriptions import DESCRIBERS
from boards.cases.operations.complete import CompleteCase, ReopenCase
from boards.cases.operations.create import CreateCase
from boards.cases.operations.edit import EditCase
from boards.cases.operations.move import MoveCase
from boards.cases.operations.participants import AddParticipants, RemoveParticipants
from boards.plans.operations.beneficiary import UpdateBeneficiary
from boards.plans.operations.create import CreateCover
from boards.plans.operations.update import UpdateCover
from boards.writes.operation import Operation
from boards.writes.reconcile import OPERATIONS as KNOWN

OperationClass = type[Operation[Any]]

OPERATIONS: Sequence[OperationClass] = (
    AddParticipants,
    CompleteCase,
    UpdateCover,
    CreateCover,
    CreateCase,
    EditCase,
    MoveCase,
    UpdateBeneficiary,
    RemoveParticipants,
    ReopenCase,
)


def make_known() -> None:
    """Tell the log how each verb is told, and the settling how it is read back."""
    for operation in OPERATIONS:
        KNOWN[operation.verb] = operation
        DESCRIBERS[operation.verb] = operation.sentence


def check(**_: Any) -> list[CheckMessage]:
    """Every operation has a verb of its own, a sentence and a read-back, and stands in the index."""
    found = [Error(words, obj=operation, id=f"boards.E00{number}") for number, words, operation in faults(OPERATIONS)]
    return list(found)


def faults(operations: Sequence[OperationClass]) -> Iterator[tuple[int, str, OperationClass]]:
    """What is wrong with some operations, and with those of the board's that do not stand among them."""
    verbs: set[str] = set()
    for operation in operations:
        verb = getattr(operation, "verb", "")
        if not verb or verb in verbs:
            yield 1, f"It needs a verb that no other operation has: “{verb}”.", operation
        verbs.add(verb)
        for lacking in sorted({"read_back", "sentence"} & operation.__abstractmethods__):
            yield 2, f"It has no `{lacking}`, so its attempts cannot be settled or told.", operation
    for operation in below(cast(OperationClass, Operation)):
        if operation not in operations and not isabstract(operation) and operation.__module__.startswith("boards."):
            yield 3, "It does not stand in boards.operations, so no other process could settle it.", operation


def below(operation: OperationClass) -> Iterator[OperationClass]:
    """Every class under one, however deep."""
    for child in operation.__subclasses__():
        yield child
        yield from below(child)
