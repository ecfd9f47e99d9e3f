"""Which cases are asked about once more by the county (3e): drawn by their numbers, not by hand."""

import hashlib

CALLED_BACK, ASKED_AGAIN = 10, 5  # per cent: a call by the centre, a survey by the county


def is_drawn(number: int, per_cent: int, draw: str) -> bool:
    """The same answer for the same case, whoever asks and whenever; another draw, another answer."""
    digest = hashlib.sha256(f"{draw}:{number}".encode()).digest()
    return int.from_bytes(digest[:8], "big") % 100 < per_cent


def is_sampled(number: int) -> bool:
    """True for what the centre calls back about, or the county asks about again."""
    return is_drawn(number, CALLED_BACK, "call back") or is_drawn(number, ASKED_AGAIN, "county")
