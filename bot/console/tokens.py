"""The token a browser holds while it is signed in, and the one its forms carry.

The database keeps a digest only: who reads it cannot sign in. The forms' token follows from the
browser's and cannot be had from the database, nor by a page of somebody else.
"""

import hashlib
import hmac
import secrets

from aiohttp import web

from storage.accounts import ENDS_AFTER

COOKIE = "gridwhistle_console"
_PATH = "/console"


def new() -> str:
    """A token that cannot be guessed."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """What the database keeps of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def form_token(token: str) -> str:
    """The token of the forms in this browser."""
    return hmac.new(token.encode(), b"form", hashlib.sha256).hexdigest()


def hand_out(answer: web.StreamResponse, token: str, *, is_https: bool) -> None:
    """The browser keeps the token, out of reach of scripts and of other sites."""
    answer.set_cookie(
        COOKIE,
        token,
        path=_PATH,
        max_age=int(ENDS_AFTER.total_seconds()),
        httponly=True,
        secure=is_https,
        samesite="Lax",
    )


def take_back(answer: web.StreamResponse) -> None:
    """The browser forgets the token."""
    answer.del_cookie(COOKIE, path=_PATH)
