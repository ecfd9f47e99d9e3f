"""Golden conversations: read from a text file, played through the real loops, written again.

    # 下水道堵了
    @ 2026-04-14
    09:05 高叔@wx_dongguan: 咱院3号楼前边下水道又堵了
        → 群: 收到,...
    +1d 09:30 高叔: 中!

A line with a moment is said by that person: in the group after the @, else one to one (staff in
their department's group with @工作群_城管局). `[接单]` presses that button of the last card in the
chat. What has no words stands in brackets: `[图片]`, `[语音]` (`[图片 …]`, `[语音 …]` with a caption, or
what was heard), `[撤回上一条]`, `[关注]`, or `[关注 G101]`
when a code was scanned, `[位置 113.2072,33.9687 3号楼]` with a point of the county file and its label.
`@短信` is a short message from the telephone whose number the person left before.
With a line `% 早晚汇总` at the top the digests of morning and evening come as they do in service.
Indented lines with → are what the bot said since the line above.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from sqlmodel import Session, col, select

from bot.channels import sms
from bot.channels.base import Inbound
from bot.loops import Loops
from bot.replay.passing import pass_until
from handlers.coordinates import Point, to_gcj02
from storage.clock import CHINA, SetClock
from storage.codes import MessageKind
from storage.lookups import hide_code
from storage.tables.message import OutboundMessage
from storage.tables.person import Identity, Person

CHANNEL = "webchat"
HOUSEKEEPING = "% 早晚汇总"
_SAID = re.compile(
    r"^(?:\+(?P<days>\d+)d )?(?P<clock>\d\d:\d\d(?::\d\d)?) (?P<name>[^:@]+)"
    r"(?:@(?P<chat>[^:]+))?: (?P<text>.*)$"
)
_WAITED = re.compile(r"^(?:\+(?P<days>\d+)d )?(?P<clock>\d\d:\d\d(?::\d\d)?) …$")
_BUTTON = re.compile(r"\[(?P<label>[^\]]+)\]")
_SETTLE = timedelta(minutes=2)


class ChatFileError(Exception):
    """A golden conversation that cannot be read; the message names file and line."""


@dataclass(frozen=True)
class Line:
    """One thing that happens: somebody says something, or only time passes (name empty)."""

    at: datetime
    head: str
    name: str = ""
    chat: str = ""
    text: str = ""


@dataclass
class Chat:
    """A golden conversation: its comments, its lines, and what the bot is expected to say."""

    head: list[str] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)


def read_chat(path: Path) -> Chat:
    """The conversation of a file, without the bot's part."""
    chat, day = Chat(), date(2026, 1, 1)
    at = datetime.combine(day, time(), CHINA)
    for number, raw in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if raw.startswith("@ "):
            at = datetime.combine(date.fromisoformat(raw[2:].strip()), time(), CHINA)
        if raw.startswith(("#", "@ ", HOUSEKEEPING)):
            chat.head.append(raw)
            continue
        if not raw.strip() or raw.startswith(" "):
            continue
        found = _SAID.match(raw) or _WAITED.match(raw)
        if found is None:
            raise ChatFileError(f"{path.name}:{number}: {raw!r} is neither said nor waited")
        at = _moment(at, found)
        said = found.groupdict()
        chat.lines.append(
            Line(at, raw, said.get("name") or "", said.get("chat") or "", said.get("text") or "")
        )
    return chat


def _moment(before: datetime, found: re.Match[str]) -> datetime:
    day = before.date() + timedelta(days=int(found["days"] or 0))
    moment = datetime.combine(day, time.fromisoformat(found["clock"]), CHINA)
    if moment < before:
        raise ChatFileError(f"{found.string!r} is said before the line above it")
    return moment


class Playing:
    """One conversation being played; writes down what the bot says."""

    def __init__(self, loops: Loops, clock: SetClock) -> None:
        self._loops = loops
        self._clock = clock
        self._seen = 0
        self._count = 0
        self._last_of: dict[str, str] = {}  # who speaks → the key of what they said last

    async def play(self, chat: Chat) -> str:
        """The whole conversation, with what the bot said after each line."""
        written = [*chat.head, ""]
        if HOUSEKEEPING in chat.head:
            await self._loops.keep_house()
        for index, line in enumerate(chat.lines):
            await pass_until(self._loops, self._clock, line.at)
            written += await self._news()
            written.append(line.head)
            if line.name:
                await self._say(line)
                written += await self._news()
            following = chat.lines[index + 1].at if index + 1 < len(chat.lines) else None
            if following is None:
                await pass_until(self._loops, self._clock, line.at + _SETTLE)
                written += await self._news()
        return "\n".join(written).rstrip() + "\n"

    async def _say(self, line: Line) -> None:
        self._count += 1
        inbound = await self._loops.db.tx(lambda session: self._inbound(session, line))
        await self._loops.inlet.accept([inbound])
        await self._loops.settle()

    def _inbound(self, session: Session, line: Line) -> Inbound:
        if line.chat == "短信":
            phone = _phone(session, line.name)
            return sms.answer(phone, line.text, line.at, f"line:{self._count}")
        sender_id = _external_id(session, line.name)
        chat_id = line.chat or sender_id
        data: dict[str, Any] = {}
        kind, text = MessageKind.TEXT, line.text
        pressed = _BUTTON.fullmatch(line.text)
        if wordless := _wordless(line.text, self._last_of.get(line.name, "")):
            (kind, data), text = wordless, str(wordless[1].get("label", ""))
        elif pressed is not None:
            kind, data, text = MessageKind.BUTTON, {"key": _key(session, chat_id, pressed)}, ""
        if kind is not MessageKind.RECALL:
            self._last_of[line.name] = f"line:{self._count}"
        return Inbound(
            channel=CHANNEL,
            key=f"line:{self._count}",
            chat_id=chat_id,
            sender_id=sender_id,
            kind=kind,
            sent_at=line.at,
            text=text.replace("\\n", "\n"),
            is_group=bool(line.chat),
            sender_name=line.name,
            data=data,
        )

    async def _news(self) -> list[str]:
        rows = await self._loops.db.read(self._fresh)
        return [line for row in rows for line in _told(row)]

    def _fresh(self, session: Session) -> list[OutboundMessage]:
        rows = session.exec(
            select(OutboundMessage)
            .where(col(OutboundMessage.id) > self._seen)
            .order_by(col(OutboundMessage.id))
        ).all()
        self._seen = max([self._seen, *(row.id or 0 for row in rows)])
        return list(rows)


def _wordless(text: str, last: str) -> tuple[MessageKind, dict[str, Any]] | None:
    """The kind of a message without words, and what comes with it."""
    name, _, scene = text.strip("[]").partition(" ")
    if name == "位置" and text.startswith("["):
        return MessageKind.LOCATION, _position(scene)
    kinds: dict[str, tuple[MessageKind, dict[str, Any]]] = {
        "[图片]": (MessageKind.IMAGE, {"file": "picture.jpg", "label": scene}),
        "[语音]": (MessageKind.VOICE, {"file": "voice.amr", "label": scene}),
        "[撤回上一条]": (MessageKind.RECALL, {"key": last}),
        "[关注]": (MessageKind.FOLLOW, {"scene": scene}),
        "[取关]": (MessageKind.UNFOLLOW, {}),
    }
    return kinds.get(f"[{name}]") if text.startswith("[") else None


def _position(told: str) -> dict[str, Any]:
    """What a phone in China sends of this point."""
    at, _, label = told.partition(" ")
    longitude, latitude = to_gcj02(Point(*map(float, at.split(","))))
    return {"longitude": longitude, "latitude": latitude, "label": label}


def _told(row: OutboundMessage) -> Iterator[str]:
    """What the bot said, as it stands in a golden file; words held back carry their moment."""
    later = ""
    if row.not_before > row.created_at:
        later = f" ({row.not_before.astimezone(CHINA):%m-%d %H:%M})"
    first, *rest = hide_code(row.text).split("\n")  # a code is drawn anew each time
    yield f"    → {_audience(row)}{later}: {first}"
    yield from (f"        {line}" for line in rest)
    buttons: list[dict[str, Any]] = (row.card or {}).get("buttons", [])
    if buttons:
        yield "        " + " ".join(f"[{one['label']}]" for one in buttons)


def _audience(row: OutboundMessage) -> str:
    names = {"group": f"群 {row.chat_id}", "staff_group": f"群 {row.chat_id}"}
    if row.audience in names:
        return names[row.audience]
    kind, _, name = row.audience.partition(":")
    if kind == sms.NAME:
        return f"短信 {name}"
    who = row.chat_id.removeprefix("p:")
    return name or f"{who}({kind})"


def _phone(session: Session, name: str) -> str:
    return session.exec(select(Person.phone).where(col(Person.name) == name)).one()


def _external_id(session: Session, name: str) -> str:
    rows = session.exec(
        select(Identity.external_id)
        .join(Person, col(Person.id) == col(Identity.person_id))
        .where(col(Person.name) == name, col(Identity.channel) == CHANNEL)
    ).all()
    return rows[0] if rows else f"p:{name}"


def _key(session: Session, chat_id: str, pressed: re.Match[str]) -> str:
    rows = session.exec(
        select(OutboundMessage)
        .where(col(OutboundMessage.chat_id) == chat_id)
        .order_by(col(OutboundMessage.id).desc())
    ).all()
    for row in rows:
        for button in (row.card or {}).get("buttons", []):
            if button["label"] == pressed["label"]:
                return str(button["key"])
    raise ChatFileError(f"{chat_id} never got a button [{pressed['label']}]")
