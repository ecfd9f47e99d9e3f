"""The county a record is played in: its groups and departments, and what is wrong with them."""

from collections import defaultdict
from collections.abc import Iterator

from sqlmodel import Session, col, select

from bot.replay.transcript import Place, Record, Transcript
from handlers.directory import Directory
from storage import regions
from storage.codes import GroupKind, Level, Role
from storage.tables.conversation import ChatGroup
from storage.tables.region import Department, Region

CHANNEL = "webchat"
BOT = "bot"
DEPARTMENT_GROUP = "工作群_"
DEPARTMENT = "dept"
ROLES = frozenset({*Role, BOT, DEPARTMENT})


def faults(record: Record, directory: Directory) -> list[str]:
    """Every group, grid and role of the file that the county does not know, in Chinese."""
    found = [
        f"名册：群“{group.id}”的网格“{group.grid}”不在{directory.county.name}的网格里"
        for group in record.groups
        if grid(directory, group.grid) is None
    ]
    known = {group.id for group in record.groups}
    for transcript in record.transcripts:
        found += [f"记录 {transcript.id}：{one}" for one in _faults(transcript, directory, known)]
    return found


def _faults(transcript: Transcript, directory: Directory, known: set[str]) -> Iterator[str]:
    is_bound = transcript.chat in known or directory.group_at(CHANNEL, transcript.chat)
    if transcript.place is Place.GROUP and not is_bound:
        yield f"不认识的群“{transcript.chat}”"
    if transcript.place is Place.DEPARTMENT and department_of(transcript, directory) is None:
        yield f"不认识的部门工作群“{transcript.chat}”"


def doubts(record: Record) -> list[str]:
    """Speakers in a role that nobody knows, in Chinese; they are taken for residents."""
    return [
        f"记录 {transcript.id}：第 {line.number} 条消息的角色“{line.role}”不认识，按居民处理"
        for transcript in record.transcripts
        for line in transcript.lines
        if line.role not in ROLES
    ]


def department_of(transcript: Transcript, directory: Directory) -> Department | None:
    """The department whose staff group this record was held in."""
    group = directory.group_at(CHANNEL, transcript.chat)
    if group is not None and group.department_id is not None:
        return directory.department(group.department_id)
    return directory.department_called(transcript.chat.removeprefix(DEPARTMENT_GROUP))


def homes(record: Record) -> dict[str, str]:
    """The grid of everyone who speaks in the groups of just one grid of the file, by name."""
    grids = {group.id: group.grid for group in record.groups}
    heard: dict[str, set[str]] = defaultdict(set)
    for transcript in record.transcripts:
        if transcript.place is Place.GROUP and transcript.chat in grids:
            for line in transcript.lines:
                if line.role == Role.RESIDENT:
                    heard[line.speaker].add(grids[transcript.chat])
    return {name: next(iter(found)) for name, found in heard.items() if len(found) == 1}


def furnish(session: Session, record: Record, directory: Directory) -> None:
    """The file's groups and departments are in the county; its version has grown."""
    for name in record.departments:
        if directory.department_called(name) is None:
            session.add(_department(name, directory))
    for group in record.groups:
        region = grid(directory, group.grid)
        known = directory.group_at(CHANNEL, group.id)
        if region is not None and (known is None or known.region_id != region.id):
            _bind(session, group.id, group.name or group.id, region)
    session.flush()
    regions.bump_directory(session, directory.county.id or 0)


def _department(name: str, directory: Directory) -> Department:
    return Department(
        county_id=directory.county.id or 0,
        region_id=directory.top.id or 0,
        name=name,
        kind="department",
    )


def _bind(session: Session, group_id: str, name: str, region: Region) -> None:
    group = session.exec(
        select(ChatGroup).where(
            col(ChatGroup.channel) == CHANNEL, col(ChatGroup.external_id) == group_id
        )
    ).first() or ChatGroup(
        county_id=region.county_id,
        channel=CHANNEL,
        external_id=group_id,
        name=name,
        kind=GroupKind.RESIDENTS,
    )
    group.region_id = region.id
    session.add(group)


def grid(directory: Directory, code: str) -> Region | None:
    """The grid with this code."""
    region = directory.region_coded(code)
    return region if region is not None and region.level is Level.GRID else None
