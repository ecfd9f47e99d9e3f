"""Reads what a caller sent, and refuses what a platform would refuse.

A body is a JSON object in UTF-8; letters beyond ASCII stand as they are, an escape of the form
backslash-u is refused with 40033. Lengths count in bytes. A missing field is 40058, an empty text
44004, one that is too long 45002.
"""

import json
import re
from collections.abc import Mapping
from typing import Any

from aiohttp import web

from tests.platform.refusals import RefusedError

TASK_ID = re.compile(r"[0-9A-Za-z_@-]{1,128}")
_ESCAPED = re.compile(rb"(?<!\\)(?:\\\\)*\\u(?!00[01])[0-9a-fA-F]{4}")

Json = dict[str, Any]


async def json_of(request: web.Request) -> Json:
    """The object that was posted; raises RefusedError."""
    raw = await request.read()
    if not raw:
        raise RefusedError(44002, "empty post data")
    if _ESCAPED.search(raw):
        raise RefusedError(40033, "invalid charset: \\uXXXX escapes")
    try:
        found = json.loads(raw.decode())
    except ValueError:
        raise RefusedError(47001, "data format error") from None
    if not isinstance(found, dict):
        raise RefusedError(47001, "data format error: not an object")
    return found


def part(body: Mapping[str, Any], name: str) -> Json:
    """The object in this field; raises RefusedError."""
    found = body.get(name)
    if not isinstance(found, dict):
        raise RefusedError(40058, f"{name} must be an object")
    return found


def listed(body: Mapping[str, Any], name: str, most: int, least: int = 1) -> list[Any]:
    """The list in this field, of a length that is allowed; raises RefusedError."""
    found = body.get(name, [])
    if not isinstance(found, list) or not least <= len(found) <= most:
        raise RefusedError(40058, f"{name} must be a list of {least} to {most}")
    return found


def words(body: Mapping[str, Any], name: str, most: int, *, is_needed: bool = True) -> str:
    """The text in this field, in at most so many bytes; raises RefusedError."""
    found = body.get(name)
    if found is None and not is_needed:
        return ""
    if not isinstance(found, str):
        raise RefusedError(40058, f"{name} must be a text")
    if not found.strip() and is_needed:
        raise RefusedError(44004, f"{name} is empty")
    if len(found.encode()) > most:
        raise RefusedError(45002, f"{name} is longer than {most} bytes")
    return found


def short(body: Mapping[str, Any], name: str, most: int) -> str:
    """The text in this field as it is shown: cut after so many letters; empty if missing."""
    return words(body, name, 1 << 20, is_needed=False)[:most]


def number(body: Mapping[str, Any], name: str, among: range) -> int:
    """The whole number in this field; raises RefusedError."""
    found = body.get(name)
    if type(found) is not int or found not in among:
        raise RefusedError(40058, f"{name} must be a number of {among}")
    return found
