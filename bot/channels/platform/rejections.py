"""Why a callback is refused."""

from enum import StrEnum

from bot.channels.base import CallbackError


class Rejection(StrEnum):
    """Why a callback was refused; the value is what is counted."""

    NOT_SIGNED = "not_signed"
    STALE = "stale"
    FORGED = "forged"
    CLEAR_TEXT = "clear_text"
    FOREIGN = "foreign"
    TOO_LARGE = "too_large"
    UNREADABLE = "unreadable"


_STATUS = {Rejection.TOO_LARGE: 413, Rejection.UNREADABLE: 400}


def rejected(why: Rejection) -> CallbackError:
    """The error that answers a callback which is refused for this reason."""
    return CallbackError(why.value, _STATUS.get(why, 403))
