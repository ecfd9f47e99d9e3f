"""Throws spoilt callbacks at one address and looks at what it did to us."""

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from time import perf_counter

from tests.platform.fields import xml_of
from tests.platform.forms import Call, Stamp
from tests.platform.fuzz.mutations import SPOILS, sealed_anew
from tests.platform.fuzz.room import Room
from tests.platform.world import BOT_ID, GH_ID

GENUINE = 25  # different callbacks to spoil
Told = Callable[[int, Counter[int]], None]


@dataclass(frozen=True)
class Finding:
    """What one address did with so many bodies."""

    name: str
    bodies: int
    seconds: float
    statuses: Counter[int]
    stored: int
    faults: tuple[str, ...]

    @property
    def is_good(self) -> bool:
        """Refused, quietly, and nothing kept."""
        return not self.stored and not self.faults and max(self.statuses) < 500

    def __str__(self) -> str:
        statuses = ", ".join(f"{code}: {self.statuses[code]:,}" for code in sorted(self.statuses))
        return (
            f"{self.name:18}{self.bodies:>9,} bodies in {self.seconds:4.0f} s   {statuses}"
            f"   stored {self.stored}, faults {len(self.faults)}"
        )


async def spoilt(room: Room, name: str, bodies: int, told: Told, seed: int = 20) -> Finding:
    """So many callbacks that are not genuine: all must be refused."""
    random = Random(seed)
    samples = [_sample(room, name, number) for number in range(GENUINE)]

    def made(_: int) -> tuple[Call, str]:
        return random.choice(SPOILS)(random, random.choice(samples)), "POST"

    before = await room.stored()
    found = await _thrown(room, name, bodies, made, told)
    return Finding(*found, stored=await room.stored() - before, faults=_faults(room))


async def well_sealed(room: Room, name: str, bodies: int, told: Told, seed: int = 21) -> Finding:
    """So many of spoilt words in a perfect seal, and URL checks: taken or refused, never a 5xx."""
    random = Random(seed)
    form = room.platform.lines[name].form

    def made(number: int) -> tuple[Call, str]:
        stamp = _stamp(room, f"sealed{number}")
        if number % 10 == 0:
            return Call({**form.check(stamp), "echostr": random.randbytes(30).hex()}, b""), "GET"
        return sealed_anew(random, form, _plain(room, name, number), stamp), "POST"

    found = await _thrown(room, name, bodies, made, told)
    return Finding(*found, stored=0, faults=_faults(room))


async def _thrown(
    room: Room, name: str, bodies: int, made: Callable[[int], tuple[Call, str]], told: Told
) -> tuple[str, int, float, Counter[int]]:
    room.statuses, began = Counter(), perf_counter()
    for number in range(bodies):
        call, method = made(number)
        await room.throw(name, call, method)
        if number % 20_000 == 19_999:
            told(number + 1, room.statuses)
    return name, bodies, perf_counter() - began, room.statuses


def _faults(room: Room) -> tuple[str, ...]:
    found, room.heard.faults[:] = tuple(room.heard.faults), []
    return found


def _sample(room: Room, name: str, number: int) -> Call:
    stamp = _stamp(room, f"sample{number}")
    return room.platform.lines[name].form.call(_plain(room, name, number), stamp, "oyORnu-fuzz")


def _stamp(room: Room, nonce: str) -> Stamp:
    return Stamp(str(int(room.platform.clock.now().timestamp())), nonce)


def _plain(room: Room, name: str, number: int) -> str:
    if name == "wecom-aibot":
        return (
            f'{{"msgid":"m{number}","aibotid":"{BOT_ID}","chattype":"single","from":{{"userid":"guo"}},'
            f'"msgtype":"text","text":{{"content":"3号楼下水道堵了"}}}}'
        )
    if name == "bridge":
        return _document(number)
    head = {"ToUserName": GH_ID, "FromUserName": "oyORnu-fuzz", "CreateTime": 1_776_000_000}
    kinds: tuple[dict[str, object], ...] = (
        {"MsgType": "text", "Content": "3号楼下水道堵了", "MsgId": number},
        {"MsgType": "image", "PicUrl": "http://x/0", "MediaId": "m", "MsgId": number},
        {"MsgType": "location", "Location_X": 34.1, "Location_Y": 113.2, "Scale": 16, "Label": "x"},
        {"MsgType": "event", "Event": "kf_msg_or_event", "Token": "T", "OpenKfId": "wk"},
        {"MsgType": "event", "Event": "template_card_event", "EventKey": "k", "TaskId": "t"},
        {"MsgType": "event", "Event": "subscribe", "EventKey": "qrscene_1"},
    )
    return xml_of({**head, **kinds[number % len(kinds)], "AgentID": 1})


def _document(number: int) -> str:
    chat = {"id": "wr_dongguan", "is_group": True}
    head = {"key": f"a:{number}", "chat": chat, "sender": {"id": "wm_wang", "name": "王大妈"}}
    kinds: tuple[dict[str, object], ...] = (
        {"text": "3号楼下水道堵了"},
        {"kind": "image", "media": {"base64": "/9j/4AAQSkZJRg==", "mime": "image/jpeg"}},
        {"kind": "location", "place": {"latitude": 34.1, "longitude": 113.2, "label": "东关"}},
        {"kind": "button", "button": {"key": "accept:1"}},
        {"kind": "recall", "recall": {"key": "a:0"}},
    )
    when = {"sent_at": "2026-04-15T09:05:00+08:00"}
    return json.dumps({**head, **when, **kinds[number % len(kinds)]}, ensure_ascii=False)
