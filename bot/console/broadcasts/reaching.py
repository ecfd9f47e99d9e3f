"""How many groups a notice goes to, and by which way: counted, never listed."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from bot.channels.called import called
from handlers.speech import CUSTOMER_GROUP, GROUP_ROBOT
from storage.broadcasts import Way
from storage.codes import GroupTaskState, OutboxState
from storage.tables.conversation import ChatGroup

BY_HAND, BY_TASK = "网格员复制进群", "客户群，网格员在群发助手里点发送"
_ON_THE_WAY = (OutboxState.WAITING, OutboxState.SENDING)


@dataclass
class Gone:
    """One way by which a notice goes, and into how many groups so far."""

    name: str
    groups: int = 0
    done: int = 0
    waiting: int = 0
    failed: int = 0

    @property
    def words(self) -> str:
        """How far it is, in words."""
        done, waiting = _DONE.get(self.name, ("发到了", "等着发"))
        parts = ((done, self.done), (waiting, self.waiting), ("没有发到", self.failed))
        return "，".join(f"{what}{count}个" for what, count in parts if count)


_DONE = {BY_HAND: ("话交给了网格员", "等着交给网格员"), BY_TASK: ("点了发送", "还没点")}


def ways_to(groups: Iterable[ChatGroup]) -> list[Gone]:
    """By which ways the groups would get it."""
    found: dict[str, Gone] = {}
    for group in groups:
        name = _way_of(group)
        found.setdefault(name, Gone(name)).groups += 1
    return list(found.values())


def _way_of(group: ChatGroup) -> str:
    if group.takes_notices:
        return BY_TASK
    if group.is_read_only:
        return BY_HAND
    return called(GROUP_ROBOT if group.has_robot else group.channel)


def gone_by(ways: Iterable[Way]) -> list[Gone]:
    """How far a notice is on each of its ways."""
    found: dict[str, Gone] = defaultdict(lambda: Gone(""))
    for way in ways:
        name = _name(way)
        one = found[name]
        one.name = name
        one.groups += way.groups
        setattr(one, _step(way), getattr(one, _step(way)) + way.groups)
    return [found[name] for name in sorted(found)]


def _name(way: Way) -> str:
    if way.channel == CUSTOMER_GROUP:
        return BY_TASK
    return called(way.channel) if way.is_group else BY_HAND


def _step(way: Way) -> str:
    is_task = way.channel == CUSTOMER_GROUP and way.state is OutboxState.SENT
    if way.state in _ON_THE_WAY or (is_task and way.task in (None, GroupTaskState.OPEN)):
        return "waiting"
    is_done = way.state in (OutboxState.SENT, OutboxState.MERGED)
    return "done" if is_done and way.task is not GroupTaskState.FAILED else "failed"
