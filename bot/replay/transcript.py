"""A file of recorded conversations as values; everything wrong with it is said in Chinese."""

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

import yaml

from storage.clock import CHINA
from storage.codes import MessageKind

_MOMENT = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T](\d{1,2}):(\d{2})(?::(\d{2}))?)?")
_MIDNIGHT = datetime(2000, 1, 1, tzinfo=CHINA)
_HALF_A_DAY = timedelta(hours=12)
# What a chat writes where it shows no words: [图片], [语音 12秒], [语音] and what was said.
_STANDS_FOR = re.compile(r"\s*[\[【](图片|照片|视频|语音|位置)[^\]】]{0,12}[\]】]\s*")
_SHOWN_AS = {
    "图片": "image",
    "照片": "image",
    "视频": "video",
    "语音": "voice",
    "位置": "location",
}
_MEDIA = {
    "recall": MessageKind.RECALL,
    "image": MessageKind.IMAGE,
    "photo": MessageKind.IMAGE,
    "picture": MessageKind.IMAGE,
    "voice": MessageKind.VOICE,
    "audio": MessageKind.VOICE,
    "video": MessageKind.VIDEO,
    "location": MessageKind.LOCATION,
    "link": MessageKind.LINK,
}


class TranscriptError(Exception):
    """The file cannot be played; `problems` names transcript and fault, one a line."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class Place(StrEnum):
    """Where a conversation was held."""

    GROUP = "group"
    PRIVATE = "private"
    DEPARTMENT = "dept"


@dataclass(frozen=True)
class Line:
    """One message of the record."""

    number: int
    at: datetime
    speaker: str
    role: str
    text: str
    kind: MessageKind = MessageKind.TEXT
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Group:
    """A chat group of the file's directory and the grid it belongs to."""

    id: str
    grid: str
    leader: str = ""
    name: str = ""


@dataclass(frozen=True)
class Transcript:
    """One conversation: where, when, what was said, and the case it is about, if any."""

    id: str
    place: Place
    chat: str  # the group's id, or the user's for one to one
    now: datetime
    lines: tuple[Line, ...]
    case: Mapping[str, Any] | None = None

    @property
    def starts_at(self) -> datetime:
        """When the first message was written."""
        return self.lines[0].at if self.lines else self.now


@dataclass(frozen=True)
class Record:
    """A whole file."""

    transcripts: tuple[Transcript, ...]
    groups: tuple[Group, ...] = ()
    departments: tuple[str, ...] = ()


def parse_file(path: Path) -> Record:
    """What the file says; raises TranscriptError."""
    try:
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise TranscriptError([f"打不开文件 {path}：{error.strerror}"]) from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise TranscriptError([f"文件 {path} 不是可读的 YAML：{error}"]) from None
    return parse(raw)


def parse(raw: object) -> Record:
    """What the loaded YAML says; raises TranscriptError naming every fault at once."""
    if not isinstance(raw, Mapping) or not isinstance(raw.get("transcripts"), list):
        raise TranscriptError(["文件里没有 transcripts 列表"])
    directory = raw.get("directory") or {}
    groups = tuple(
        Group(
            str(key),
            str(one.get("grid", "")),
            str(one.get("leader", "")),
            str(one.get("place", "")),
        )
        for key, one in (directory.get("groups") or {}).items()
    )
    problems: list[str] = []
    transcripts = [
        found
        for position, one in enumerate(raw["transcripts"], start=1)
        if (found := _transcript(one, position, problems)) is not None
    ]
    if problems:
        raise TranscriptError(problems)
    departments = tuple(str(name) for name in directory.get("depts") or ())
    return Record(tuple(transcripts), groups, departments)


def moment(value: object, on: date | None = None) -> datetime | None:
    """The moment a value of the file names, on the day `on` when it gives only a time."""
    if isinstance(value, datetime):
        return value.replace(tzinfo=CHINA) if value.tzinfo is None else value
    if isinstance(value, date):
        return datetime.combine(value, time(), CHINA)
    found = _MOMENT.search(str(value))
    if found is not None:
        year, month, day, hour, minute, second = (int(part or 0) for part in found.groups())
        with suppress(ValueError):
            return datetime(year, month, day, hour, minute, second, tzinfo=CHINA)
        return None
    at = clock_time(value)
    return datetime.combine(on, at, CHINA) if on is not None and at is not None else None


def clock_time(value: object) -> time | None:
    """The time of day a value names; YAML reads an unquoted 21:20 as a number, which is undone."""
    if isinstance(value, int):
        seconds = value * 60 if value < 24 * 60 else value
        return (_MIDNIGHT + timedelta(seconds=seconds)).time()
    found = re.fullmatch(r"\s*(\d{1,2}):(\d{2})(?::(\d{2}))?\s*", str(value))
    if found is None:
        return None
    hour, minute, second = (int(part or 0) for part in found.groups())
    return time(hour, minute, second) if hour < 24 and minute < 60 and second < 60 else None


def _transcript(raw: object, position: int, problems: list[str]) -> Transcript | None:
    if not isinstance(raw, Mapping):
        problems.append(f"第 {position} 段记录不是一个对象")
        return None
    name = str(raw.get("id") or f"第 {position} 段")
    faults = [f"记录 {name}：{fault}" for fault in _faults(raw)]
    problems += faults
    now = moment(raw.get("now"))
    if faults or now is None:
        return None
    place = Place(str(raw["channel"]))
    return Transcript(
        id=name,
        place=place,
        chat=str(raw["user"] if place is Place.PRIVATE else raw["group"]),
        now=now,
        lines=tuple(_lines(raw.get("messages") or [], now)),
        case=_case(raw.get("context_case")),
    )


def _case(raw: object) -> Mapping[str, Any] | None:
    """The case before the first message; its times may stand apart."""
    if not isinstance(raw, Mapping):
        return None
    times = raw.get("times")
    return {**raw, **times} if isinstance(times, Mapping) else raw


def _faults(raw: Mapping[str, Any]) -> Iterator[str]:
    channel = str(raw.get("channel"))
    if channel not in set(Place):
        yield f"channel 只能是 group、private、dept，现在是“{channel}”"
    needed = "user" if channel == Place.PRIVATE else "group"
    if not raw.get(needed):
        yield f"缺少 {needed}"
    if moment(raw.get("now")) is None:
        yield f"now 读不懂，要写成 2026-04-14 09:10 这样：“{raw.get('now')}”"
    for position, line in enumerate(raw.get("messages") or [], start=1):
        if not isinstance(line, Mapping) or clock_time(line.get("t")) is None:
            yield f"第 {position} 条消息没有可读的时间 t（HH:MM 或 HH:MM:SS）"
        elif not line.get("from"):
            yield f"第 {position} 条消息没有说话人 from"


def _lines(raw: list[Mapping[str, Any]], now: datetime) -> list[Line]:
    """The messages at their moments; a clock that jumps back half a day passed midnight."""
    times = [t for line in raw if (t := clock_time(line["t"])) is not None]
    nights = 0
    moments: list[datetime] = []
    for at in times:
        found = datetime.combine(now.date(), at, CHINA) + timedelta(days=nights)
        if moments and found < moments[-1] - _HALF_A_DAY:
            nights += 1
            found += timedelta(days=1)
        moments.append(max(found, moments[-1]) if moments else found)
    back = timedelta(days=nights)
    return [
        _line(one, i, at - back) for i, (one, at) in enumerate(zip(raw, moments, strict=True), 1)
    ]


def _line(raw: Mapping[str, Any], position: int, at: datetime) -> Line:
    kind, data = _media(raw.get("media"))
    text = str(raw.get("text") or "")
    shown = _STANDS_FOR.match(text)
    if shown is not None:
        text = text[shown.end() :]
        kind = _MEDIA[_SHOWN_AS[shown[1]]] if kind is MessageKind.TEXT else kind
    return Line(
        number=int(raw.get("n") or position),
        at=at,
        speaker=str(raw["from"]),
        role=str(raw.get("role") or "resident"),
        text=text,
        kind=kind,
        data=data,
    )


def _media(raw: object) -> tuple[MessageKind, dict[str, Any]]:
    first = raw[0] if isinstance(raw, list) and raw else raw
    if isinstance(first, Mapping):
        name = str(first.get("kind") or first.get("type") or "image")
        return _MEDIA.get(name, MessageKind.TEXT), {k: v for k, v in first.items() if k != "kind"}
    return _MEDIA.get(str(first), MessageKind.TEXT), {}
