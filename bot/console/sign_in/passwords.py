"""Passwords: what is kept of them (argon2id), whether one is right, whether one is good enough."""

import asyncio
import secrets
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argon2 import PasswordHasher

SHORTEST = 10
LONGEST = 200
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is mistaken for another
_KIB = 19 * 1024  # OWASP: 19 MiB, two passes, one lane


@cache
def _hasher() -> "PasswordHasher":
    # A service at whose console nobody signs in need not carry the library.
    from argon2 import PasswordHasher  # noqa: PLC0415

    return PasswordHasher(time_cost=2, memory_cost=_KIB, parallelism=1)


def hashed(password: str) -> str:
    """What is kept of a password."""
    return _hasher().hash(password)


def is_right(kept: str, password: str) -> bool:
    """Whether the password is the one; for no account it takes as long, and is not."""
    from argon2.exceptions import VerificationError  # noqa: PLC0415

    try:
        _hasher().verify(kept or _nobodys(), password)
    except VerificationError:
        return False
    return bool(kept)


@cache
def _nobodys() -> str:
    return hashed(secrets.token_urlsafe(16))


class Passwords:
    """Checks and makes what is kept of passwords, beside the loop; a flood of sign-ins waits."""

    def __init__(self) -> None:
        self._at_once = asyncio.Semaphore(2)  # each takes 19 MiB

    async def check(self, kept: str, password: str) -> bool:
        """Whether the password is the one."""
        async with self._at_once:
            return await asyncio.to_thread(is_right, kept, password[:LONGEST])

    async def make(self, password: str) -> str:
        """What is kept of a password."""
        async with self._at_once:
            return await asyncio.to_thread(hashed, password)


def fault(password: str, *names: str) -> str:
    """Why a password is not good enough, as a sentence; nothing when it is."""
    if len(password) < SHORTEST:
        return f"密码太短，至少要{SHORTEST}个字符。"
    if len(password) > LONGEST:
        return f"密码太长，最多{LONGEST}个字符。"
    if password.isdecimal() or len(set(password)) < 5:
        return "密码太简单，请混用字母、数字或汉字。"
    if any(name and name.lower() in password.lower() for name in names):
        return "密码里不要带姓名或账号。"
    return ""


def first() -> str:
    """A password for the first time, easy to read aloud, to be changed at once."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(3))
