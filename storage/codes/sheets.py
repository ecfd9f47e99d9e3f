"""Codes of files that are handed in."""

from enum import StrEnum


class SheetKind(StrEnum):
    """What a file that was handed in tells of."""

    LEDGER = "ledger"
    ROSTER = "roster"
    BOUNDARIES = "boundaries"
