"""The firm that the board speaks for is pinned: the first one that the token's account was seen in (plannr-api.md 1.3).

Another token, or another choice of Plannr's, may lead into another firm, whose answers must not be laid over this
one's, nor its cases written. So the first call of a process asks for the logins where the token is new to it or the
account is Plannr's choice, and so do reads of the whole firm and whatever looks like a lost right. Where the firm is
another, the gate keeps in every call but that one until the old firm is back or a manager says that it is meant.
"""

from django.utils.crypto import salted_hmac

from boards.gateway.models import ApiHealth
from boards.plannr import Plannr
from boards.plannr.models import FirmRef

ROW = 1


def identify(plannr: Plannr, address: str) -> None:
    """Check the firm where it is pinned and was not seen with this address yet: where, with which token, as whom.

    An address that ends in a blank line leaves the account to Plannr, and proves nothing. Raises PlannrError.
    """
    row, proof = pulse(), salted_hmac("boards.gateway.pin", address, algorithm="sha256").hexdigest()
    if row.firm and (row.proof != proof or address.endswith("\n")) and check(plannr):
        ApiHealth.objects.filter(pk=ROW, stopped="").update(proof=proof)


def check(plannr: Plannr) -> bool:
    """Ask whose the account is: pin its firm where none is, stop all calls where it is another, let them go where it is
    the same again. False where the account is not among the logins. Raises PlannrError.
    """
    is_seen, firm = whose(plannr)
    if firm:
        hold(firm)
    return is_seen


def whose(plannr: Plannr) -> tuple[bool, FirmRef | None]:
    """Whether the account is among the logins, where there are any, and the firm it is in. Raises PlannrError."""
    logins = [login for login in plannr.logins.all().items if login.account]
    mine = [login for login in logins if login.account and login.account.uuid == plannr.account]
    return bool(mine) or not logins, next((login.firm for login in mine if login.firm), None)


def hold(firm: FirmRef) -> None:
    """The account was seen in this firm."""
    row = pulse()
    if row.firm is None:
        ApiHealth.objects.get_or_create(pk=ROW)
        ApiHealth.objects.filter(pk=ROW, firm=None).update(firm=firm.uuid, firm_name=firm.name, stopped="")
        return
    words = "" if row.firm == firm.uuid else change_words(row.firm_name, firm)
    if row.stopped != words:
        ApiHealth.objects.filter(pk=ROW).update(stopped=words)


def change_words(before: str, firm: FirmRef) -> str:
    """Say that the firm is another one, and what to do."""
    return (
        f"The board’s Plannr account is in the firm {firm.name or firm.uuid} now; the board was set up for "
        f"{before or 'another one'}. If that is meant, a manager accepts it."
    )


def accept(plannr: Plannr, shown: str | None = None) -> tuple[str, str] | None:
    """Pin the firm that the account is in now; the names of the one before and of this. None, and nothing is pinned,
    where a page has `shown` other words about it than it would now. Raises PlannrError, and nothing is pinned.
    """
    before, (_, firm) = pulse().firm_name, whose(plannr)
    if shown is not None and (firm is None or change_words(before, firm) != shown):
        if firm:
            hold(firm)
        return None
    ApiHealth.objects.filter(pk=ROW).update(firm=None, firm_name="", proof="", stopped="")
    if firm:
        hold(firm)
    return before, pulse().firm_name


def pulse() -> ApiHealth:
    """The shared row as it is now."""
    return ApiHealth.objects.filter(pk=ROW).first() or ApiHealth(pk=ROW)
