"""What a browser keeps while it is away at the platform: so only who left here comes back here."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hmac import compare_digest
from urllib.parse import quote, unquote

from aiohttp import web

from bot.console.onward import after

COOKIE = "gridwhistle_wecom"
_PATH = "/console"
_LASTS = timedelta(minutes=10)
_DIGITS = 10  # of a moment, in seconds
_LONGEST = 1000  # characters of the page wanted; a longer one is forgotten on the way


@dataclass(frozen=True)
class Journey:
    """The state that the platform hands back, when the browser left, and where it wants to go."""

    state: str
    left_at: datetime
    onward: str

    def fits(self, state: str, now: datetime) -> bool:
        """True for the state of this journey, as long as that is not too old."""
        is_mine = compare_digest(state.encode("utf-8", "replace"), self.state.encode())
        return is_mine and timedelta() <= now - self.left_at < _LASTS


def begin(onward: str, now: datetime) -> Journey:
    """A journey nobody can guess the state of: letters and digits, as the platform takes them."""
    return Journey(secrets.token_hex(24), now, onward)


def keep(answer: web.StreamResponse, journey: Journey, *, is_https: bool) -> None:
    """The browser knows its journey, out of reach of scripts and of forms on other sites."""
    onward = quote(journey.onward if len(journey.onward) <= _LONGEST else "", safe="")
    answer.set_cookie(
        COOKIE,
        f"{journey.state}:{int(journey.left_at.timestamp())}:{onward}",
        path=_PATH,
        max_age=int(_LASTS.total_seconds()),
        httponly=True,
        secure=is_https,
        samesite="Lax",
    )


def read(request: web.Request, now: datetime) -> Journey | None:
    """The journey the browser is on; None when it is on none."""
    kept = request.cookies.get(COOKIE, "")
    state, _, rest = kept.partition(":")
    left, _, onward = rest.partition(":")
    if not (state and kept.isascii() and left.isdecimal() and len(left) <= _DIGITS):
        return None
    left_at = datetime.fromtimestamp(int(left), tz=now.tzinfo)
    return Journey(state, left_at, after(unquote(onward)))


def end(answer: web.StreamResponse) -> None:
    """The journey is over, whatever came of it: its state is good for nothing any more."""
    answer.del_cookie(COOKIE, path=_PATH)
