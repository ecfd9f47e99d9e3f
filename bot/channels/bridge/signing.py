"""Signatures of the bridge: HMAC-SHA256 over the time stamp, a line break and the body."""

import hashlib
import hmac
from collections.abc import Mapping

from bot.channels.platform.rejections import Rejection, rejected

TIMESTAMP = "X-Gridwhistle-Timestamp"
SIGNATURE = "X-Gridwhistle-Signature"
FRESH_SECONDS = 600


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """64 hexadecimal digits that only who knows the secret can write under this body."""
    signed = timestamp.encode() + b"\n" + body
    return hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()


def signed(secret: str, seconds: int, body: bytes) -> dict[str, str]:
    """The two headers that go with a body sent now."""
    timestamp = str(seconds)
    return {TIMESTAMP: timestamp, SIGNATURE: signature(secret, timestamp, body)}


def check_stamp(headers: Mapping[str, str], now_seconds: float) -> tuple[str, str]:
    """The time stamp and the signature as given; before a large body is read.

    Raises CallbackError when one is missing or the stamp is older or newer than ten minutes.
    """
    timestamp, given = headers.get(TIMESTAMP, ""), headers.get(SIGNATURE, "")
    if not (given and timestamp and (given + timestamp).isascii()):
        raise rejected(Rejection.NOT_SIGNED)
    if not (timestamp.isdigit() and len(timestamp) < 12):
        raise rejected(Rejection.STALE)
    if abs(now_seconds - int(timestamp)) > FRESH_SECONDS:
        raise rejected(Rejection.STALE)
    return timestamp, given


def check(secret: str, stamp: tuple[str, str], body: bytes) -> None:
    """Raises CallbackError unless the body is signed with the secret."""
    timestamp, given = stamp
    ours = signature(secret, timestamp, body)
    if not hmac.compare_digest(ours.encode(), given.lower().encode()):
        raise rejected(Rejection.NOT_SIGNED)
