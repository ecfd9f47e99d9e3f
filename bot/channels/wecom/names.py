"""How the channel and its members are called."""

from dataclasses import dataclass

NAME = "wecom"


@dataclass(frozen=True)
class Seen:
    """A member the application may see: the id, the name, the names of their departments."""

    user_id: str
    name: str
    departments: tuple[str, ...] = ()


def user_id_of(written: str) -> str:
    """A user id as it is kept: the platform takes capitals and small letters for the same."""
    return written.strip().lower()
