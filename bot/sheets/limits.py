"""How large a file may be that is read: what is larger is refused with a sentence, not tried."""

from dataclasses import dataclass

MB = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """The most that is read of one file."""

    content: int = 10 * MB
    unpacked: int = 80 * MB  # 10,000 rows of a ledger take 20 MB
    parts: int = 400
    rows: int = 10_000  # with something in them, in all sheets together
    columns: int = 100
    letters: int = 5_000  # in one cell


LIMITS = Limits()
