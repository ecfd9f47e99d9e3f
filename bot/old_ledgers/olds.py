"""One row of an old ledger, read as a matter of the past that is over."""

import hashlib
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.old_ledgers.columns import TELLS_THE_END
from bot.old_ledgers.places import Land, place_of
from bot.sheets.faults import Fault
from bot.sheets.heads import Row
from bot.sheets.values import moment_of
from handlers.lifecycle.leaf_names import find, nearest
from handlers.situation import World
from handlers.texts import render
from handlers.understanding.categories import Categories, Leaf
from handlers.understanding.masking import mask
from handlers.understanding.persons import hide_people
from handlers.understanding.reading import Around
from storage.codes import Urgency

_LONGEST_NUMBER, _LONGEST_WORDS, _LONGEST_PLACE = 40, 2000, 100
_OPEN = (
    "未办结",
    "未完成",
    "未化解",
    "办理中",
    "正在办理",
    "在办",
    "进行中",
    "未结",
    "待办",
    "否",
    "挂账",
)
_DONE = ("办结", "完成", "结案", "化解", "销号", "解决", "是", "答复", "反馈", "移交", "引导")
_SATISFIED = {
    "非常满意": "满意", "很满意": "满意", "满意": "满意", "是": "满意",
    "基本满意": "基本满意", "比较满意": "基本满意", "一般": "基本满意",
    "不满意": "不满意", "否": "不满意", "非常不满意": "不满意",
    "": "", "无": "", "/": "", "-": "", "未评价": "", "未回访": "",
}  # fmt: skip


@dataclass(frozen=True)
class Old:
    """A matter of the past as it will be written: masked, placed, with its kind."""

    where: str  # sheet and row, for whoever asks later
    number: str  # the one it had there
    opened_at: datetime
    closed_at: datetime
    words: str
    place: str
    region_id: int
    leaf: str
    urgency: str
    department_id: int | None
    department: str
    result: str
    satisfied: str
    digest: str
    key: str  # its number and day: what tells that it was imported before, however it was edited


@dataclass
class Reading:
    """What reading a row gave: the matter, or what is wrong with it, and what was taken otherwise."""

    old: Old | None = None
    faults: list[Fault] = field(default_factory=list)
    hints: list[Fault] = field(default_factory=list)


class Kinds:
    """The kinds that names stand for; a file names the same few thousands of times."""

    def __init__(self, categories: Categories) -> None:
        self._categories = categories
        self._known: dict[str, Leaf | None] = {}

    def called(self, name: str) -> Leaf | None:
        """The one kind of this name; None when there is none, or more than one."""
        if name not in self._known:
            self._known[name] = find(name, self._categories) if name else None
        return self._known[name]


def read_old(row: Row, land: Land, kinds: Kinds, now: datetime, world: World) -> Reading:
    """The row as a matter of the past; every cell that cannot be taken is named."""
    reading = Reading()
    opened = _opened(row, now, reading)
    closed = _closed(row, opened, now, reading)
    words, satisfied = _words(row, reading), _satisfied(row, reading)
    if len(row.text("number")) > _LONGEST_NUMBER:
        reading.faults.append(row.fault("number", "编号太长", f"最多 {_LONGEST_NUMBER} 个字"))
    region_id, spot = place_of(row, land, reading)
    leaf = _leaf(row, words, kinds.called(row.text("leaf")), region_id, reading, world)
    if reading.faults or opened is None or closed is None or not leaf:
        return reading
    department = world.directory.department_called(row.text("lead"))
    if department is None and row.text("lead"):
        reading.hints.append(
            row.fault("lead", f"单位名单里没有“{row.text('lead')[:20]}”，只记在经过里")
        )
    old = Old(
        where=f"“{row.sheet}”表第{row.number}行",
        number=row.text("number"),
        opened_at=opened,
        closed_at=closed,
        words=hide_people(mask(words)),
        place=mask(spot)[:_LONGEST_PLACE],
        region_id=region_id,
        leaf=leaf,
        urgency=_urgency(row, world.categories.leaf(leaf).urgency),
        department_id=department.id if department is not None else None,
        department=row.text("lead")[:60],
        result=hide_people(mask(row.text("result")))[:_LONGEST_WORDS],
        satisfied=satisfied,
        digest="",
        key="",
    )
    reading.old = _marked(old)
    return reading


def _marked(old: Old) -> Old:
    """With what tells it from every other row that is imported."""
    day = old.opened_at.date().isoformat()
    told = (day, "".join(old.words.split()), "".join(old.place.split()), old.number)
    key = f"{old.number}|{day}" if old.number else ""
    return replace(old, digest=hashlib.sha256("|".join(told).encode()).hexdigest(), key=key)


def _opened(row: Row, now: datetime, reading: Reading) -> datetime | None:
    text, found = row.text("opened"), moment_of(row.value("opened"))
    if not text:
        reading.faults.append(
            row.fault("opened", "没有写受理时间", "写成 2026-3-5 或 2026年3月5日")
        )
    elif found is None:
        reading.faults.append(
            row.fault("opened", f"看不懂时间“{text[:20]}”", "写成 2026-3-5 或 2026年3月5日")
        )
    elif found > now:
        reading.faults.append(row.fault("opened", f"“{text[:20]}”在今天以后", "请核对年份和月份"))
        return None
    return found


def _closed(row: Row, opened: datetime | None, now: datetime, reading: Reading) -> datetime | None:
    """When it was over; without a day for it, the day it came, if the row tells that it is over."""
    name = "answered" if row.text("answered") else "closed"
    text, found = row.text(name), moment_of(row.value(name))
    if not text:
        return _undated(row, opened, reading)
    if found is None:
        reading.faults.append(
            row.fault(name, f"看不懂时间“{text[:20]}”", "写成 2026-3-5 或 2026年3月5日")
        )
    elif opened is not None and found.date() < opened.date():
        reading.faults.append(row.fault(name, "办结时间早于受理时间", "请核对这两个时间"))
    elif found > now + timedelta(days=1):
        reading.faults.append(row.fault(name, f"“{text[:20]}”在今天以后", "请核对年份和月份"))
    elif opened is not None:
        return max(found, opened)
    return None


def _undated(row: Row, opened: datetime | None, reading: Reading) -> datetime | None:
    state = row.text("state")
    is_open = any(word in state for word in _OPEN)
    is_done = any(word in state for word in _DONE) or bool(row.text("result"))
    if is_open or not is_done:
        at = next((name for name in TELLS_THE_END if name in row.places), "opened")
        wrong = f"还没有办结（{state[:10]}）" if is_open else "看不出办结了没有"
        told = "办完的写上办结时间；没办完的请从表里删去，另在聊天里登记"
        reading.faults.append(row.fault("state" if is_open else at, wrong, told))
        return None
    reading.hints.append(row.fault("opened", "没有办结时间，按受理当天办结记"))
    return opened


def _words(row: Row, reading: Reading) -> str:
    words = row.text("summary")
    if not words:
        reading.faults.append(row.fault("summary", "没有写反映的是什么事", "用一句话写清是什么事"))
    elif len(words) > _LONGEST_WORDS:
        wrong = f"太长，有 {len(words)} 个字"
        reading.faults.append(row.fault("summary", wrong, f"最多写 {_LONGEST_WORDS} 个字"))
    return words


def _satisfied(row: Row, reading: Reading) -> str:
    text = row.text("satisfied")
    if text not in _SATISFIED:
        wrong = f"看不懂满意度“{text[:20]}”"
        reading.faults.append(row.fault("satisfied", wrong, "写满意、基本满意、不满意，或者空着"))
    return _SATISFIED.get(text, "")


def _leaf(
    row: Row, words: str, known: Leaf | None, region_id: int, reading: Reading, world: World
) -> str:
    """The kind the row names; else what the words are understood as, which is told."""
    name = row.text("leaf")
    if known is not None:
        return known.id
    read = world.reader.read(words, Around((region_id,), is_to_bot=True)) if words else None
    if read is None or not read.matters:
        if words:
            likely = "、".join(
                leaf.short_name for leaf in nearest(name or words[:12], world.categories)
            )
            reading.faults.append(row.fault("leaf", "看不出是哪一类", f"写上类别，如：{likely}"))
        return ""
    leaf = world.categories.leaf(read.matters[0].leaf)
    told = f"没有“{name[:20]}”这一类" if name else "没有写类别"
    reading.hints.append(row.fault("leaf", f"{told}，按内容归到“{leaf.short_name}”"))
    return leaf.id


def _urgency(row: Row, usual: Urgency) -> str:
    written = row.text("urgency")
    named = (u for u in Urgency if written in (u.value, render(f"urgency.{u.value}")))
    return next(named, usual).value
