"""Effects on notices to the groups of a region."""

from dataclasses import dataclass
from datetime import datetime

from storage.codes import BroadcastState


@dataclass(frozen=True)
class WriteBroadcast:
    """A notice is handed in; it waits for a second person to agree."""

    key: str
    text: str
    region_id: int
    writer_id: int
    is_for_staff: bool = False
    is_urgent: bool = False
    goes_at: datetime | None = None  # the moment its writer chose


@dataclass(frozen=True)
class JudgeBroadcast:
    """A second person has said yes or no; `groups` is to how many it goes, at `goes_at`."""

    key: str
    to: BroadcastState
    groups: int = 0
    goes_at: datetime | None = None


@dataclass(frozen=True)
class SendBroadcast:
    """The moment of a notice has come: it goes into so many groups."""

    key: str
    groups: int


@dataclass(frozen=True)
class CancelBroadcast:
    """Somebody took back a notice that has not gone."""

    key: str
