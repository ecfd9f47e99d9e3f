"""The category tree: leaves with their departments, urgency and clocks."""

from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from functools import cached_property
from typing import TypeAlias

from storage.codes import Urgency


class Unit(StrEnum):
    """How a length of time is counted."""

    CLOCK = "clock"
    DAYS = "days"
    WORKING_HOURS = "working_hours"
    WORKING_DAYS = "working_days"


@dataclass(frozen=True)
class Span:
    """A length of time: clock and working hours as a timedelta, days of either kind as a number."""

    unit: Unit
    length: timedelta = timedelta()
    days: int = 0


class SelfHandling(StrEnum):
    """Whether the grid member tries first."""

    YES = "yes"
    SECURE_FIRST = "secure_first"  # fence off, then pass up
    NO = "no"


Words: TypeAlias = str  # a list of words with blanks between them: one string, not thousands
Groups: TypeAlias = tuple[Words, ...]  # of each list some word must be heard


@dataclass(frozen=True)
class Wording:
    """The words by which residents speak of one kind of matter; see taxonomy.yaml.

    They are kept as they are written, since only whoever learns to hear them reads them: split, they
    would take ten times the room for as long as the service runs.
    """

    strong: Words = ""  # tell by themselves that something is wrong
    broad: Words = ""  # tell that something is wrong, perhaps of another kind
    topic: Words = ""  # name the subject only
    weak: Words = ""
    bare: Words = ""  # begin a report when they stand alone
    both: tuple[Groups, ...] = ()  # count as much as a strong word
    unless: Words = ""
    plights: tuple[Groups, ...] = ()  # together make a danger likelier
    harmless: tuple[Groups, ...] = ()  # together only sound like one
    reach: int = 9  # how many letters may lie between the words of `both`


@dataclass(frozen=True)
class Leaf:
    """One kind of matter."""

    id: str
    name: str
    short_name: str  # as said to residents: 下水道堵塞
    top: str
    platform: str  # 综治 / 便民 / 执法 / 应急
    urgency: Urgency
    lead: str  # name of the department that leads by default
    co_handlers: tuple[str, ...]
    accept: Span
    report_in: Span
    resolve: Span
    self_handling: SelfHandling
    phrasings: tuple[str, ...] = ()
    emergency_phone: str = ""
    is_emergency: bool = False
    is_private: bool = False  # nothing of it is said in a group
    is_confidential: bool = False  # seen by named persons only
    is_public: bool = True  # a public place or service: its result may be told to the group
    counts_as: str = ""  # of a finer leaf: the standard one it is counted under
    wording: Wording = field(default_factory=Wording)


@dataclass(frozen=True)
class Categories:
    """The tree, by leaf id."""

    leaves: dict[str, Leaf] = field(default_factory=dict)
    tops: dict[str, str] = field(default_factory=dict)  # id → name

    @cached_property
    def alarms(self) -> frozenset[str]:
        """The leaves that endanger a life."""
        return frozenset(leaf.id for leaf in self.leaves.values() if leaf.is_emergency)

    def leaf(self, leaf_id: str) -> Leaf:
        """The leaf with this id; raises KeyError for one the county does not have."""
        return self.leaves[leaf_id]

    def is_everyday(self, leaf_id: str) -> bool:
        """True for a leaf of the tree that endangers no life."""
        leaf = self.leaves.get(leaf_id)
        return leaf is not None and not leaf.is_emergency

    def standard(self, leaf_id: str) -> str:
        """The leaf under which this one is counted wherever counties are compared."""
        leaf = self.leaves.get(leaf_id)
        return leaf.counts_as or leaf.id if leaf else leaf_id
