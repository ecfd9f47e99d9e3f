"""What a county file says, as frozen values; `line` is where the file says it."""

from dataclasses import dataclass, field

from storage.codes import GroupKind, Level, Role

CHANNEL = "webchat"
"""The channel that the ids of a county file belong to, where it names no other."""
GROUP_CHANNELS = (CHANNEL, "wecom_aibot", "group_robot", "bridge")
"""The channels that know groups."""

Point = tuple[float, float]
"""Longitude and latitude, WGS-84."""


@dataclass(frozen=True)
class CountyEntry:
    """The county itself and its centre."""

    code: str
    name: str
    centre_name: str
    gas_repair_phone: str = ""
    duty_phone: str = ""
    line: int = field(default=0, compare=False)

    @property
    def label(self) -> str:
        """How messages call it."""
        return f"县 {self.code}"


@dataclass(frozen=True)
class RegionEntry:
    """A node of the tree; `parent` is the code of the node above, empty for the county."""

    code: str
    level: Level
    name: str
    parent: str = ""
    households: int = 0
    aliases: tuple[str, ...] = ()
    polygon: tuple[Point, ...] = ()
    line: int = field(default=0, compare=False)

    @property
    def label(self) -> str:
        """How messages call it."""
        return f"区域 {self.code}"


@dataclass(frozen=True)
class PlaceEntry:
    """A name people use for a spot in a region."""

    region: str
    name: str
    kind: str
    aliases: tuple[str, ...] = ()
    at: Point | None = None
    line: int = field(default=0, compare=False)

    @property
    def label(self) -> str:
        """How messages call it."""
        return f"地点 {self.region}·{self.name}"


@dataclass(frozen=True)
class DepartmentEntry:
    """A department with its responsibility list."""

    name: str
    kind: str
    region: str
    aliases: tuple[str, ...] = ()
    responsibilities: tuple[str, ...] = ()
    on_desk: bool = False
    phone: str = ""
    line: int = field(default=0, compare=False)

    @property
    def label(self) -> str:
        """How messages call it."""
        return f"部门 {self.name}"


@dataclass(frozen=True)
class PersonEntry:
    """A person, known by the id they speak under."""

    id: str
    name: str
    phone: str = ""
    home: str = ""
    line: int = field(default=0, compare=False)

    @property
    def label(self) -> str:
        """How messages call them."""
        return f"人员 {self.id}"


@dataclass(frozen=True)
class PostEntry:
    """What a person is, at a region or a department; rank 0 is asked first."""

    person: str
    role: Role
    region: str = ""
    department: str = ""
    rank: int = 0
    line: int = field(default=0, compare=False)

    @property
    def label(self) -> str:
        """How messages call it."""
        return f"岗位 {self.person}·{self.role.value}·{self.region or self.department}"


@dataclass(frozen=True)
class GroupEntry:
    """A chat group bound to a region or, for a department's own group, to that department."""

    id: str
    name: str
    kind: GroupKind
    region: str = ""
    department: str = ""
    channel: str = CHANNEL
    is_read_only: bool = False
    line: int = field(default=0, compare=False)

    @property
    def label(self) -> str:
        """How messages call it."""
        return f"群 {self.id}"


RosterEntry = RegionEntry | DepartmentEntry | PersonEntry | PostEntry | GroupEntry
"""What a roster holds."""


@dataclass(frozen=True)
class CountyFile:
    """A whole county file, checked: every reference in it points to something in it."""

    file: str
    county: CountyEntry
    regions: tuple[RegionEntry, ...] = ()
    places: tuple[PlaceEntry, ...] = ()
    departments: tuple[DepartmentEntry, ...] = ()
    people: tuple[PersonEntry, ...] = ()
    posts: tuple[PostEntry, ...] = ()
    groups: tuple[GroupEntry, ...] = ()
    counters: tuple[tuple[str, int], ...] = ()
