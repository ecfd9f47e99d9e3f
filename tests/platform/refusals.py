"""How a platform says no: HTTP 200, and a code in the answer."""

from dataclasses import dataclass
from typing import Any

from aiohttp import web

# Codes by which a platform tells a caller that the call itself is wrong, whatever the state is.
CALLERS_FAULT = frozenset(
    {40004, 40008, 40033, 40035, 40056, 40058, 40063, 41016, 41035, 42045, 43002, 44002, 44004}
    | {45002, 45003, 45008, 47001, 95008, 95009, 846605}
)


class RefusedError(Exception):
    """The call is refused with this code; the hint is for people and may tell addresses."""

    def __init__(self, code: int, hint: str) -> None:
        super().__init__(f"{code} {hint}")
        self.code = code
        self.hint = hint


@dataclass(frozen=True)
class Complaint:
    """A call that was refused, kept for whoever asks what was wrong with it."""

    path: str
    code: int
    hint: str

    @property
    def is_callers_fault(self) -> bool:
        return self.code in CALLERS_FAULT


def ok(**fields: Any) -> web.Response:
    """Taken. WeChat names the type text/plain although JSON follows."""
    body = web.json_response({"errcode": 0, "errmsg": "ok", **fields}).body
    return web.Response(body=body, content_type="text/plain")


def refused(code: int, hint: str) -> web.Response:
    """Not taken; the hint carries a request id and our address, as the real one does."""
    said = f"{hint}, from ip: 203.0.113.9, rid: 6412-emulator"
    return web.json_response({"errcode": code, "errmsg": said})
