"""Codes of what is done to the roster."""

from enum import StrEnum


class RosterKind(StrEnum):
    """What a roster holds."""

    COUNTY = "county"
    REGION = "region"
    DEPARTMENT = "department"
    PERSON = "person"
    POST = "post"
    GROUP = "group"


class RosterAct(StrEnum):
    """What was done to it."""

    ADDED = "added"
    CHANGED = "changed"
    ENDED = "ended"
    AWAY = "away"
    BACK = "back"
