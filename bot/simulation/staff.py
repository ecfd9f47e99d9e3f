"""Grid members, departments and those on duty: what they do about what the bot tells them."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.simulation.agenda import Agenda, Chat
from bot.simulation.chance import Chance
from bot.simulation.county import Scene
from bot.simulation.lines import Lines
from storage.clock import local
from storage.tables.message import OutboundMessage

NUMBER = re.compile(r"#\d{5,7}")
_CONSULT = re.compile(r"【会商】.*到点了")
_ITEM = re.compile(r"^(\d+)\. ", re.MULTILINE)
_SHORT = re.compile(r"(提示函|督办单|警示函)\D*(?:\d{4}\D+)?(\d+)号")
_NEXT_ITEM = timedelta(minutes=5)


@dataclass(frozen=True)
class Asked:
    """Something the bot wants of a member of staff."""

    who: Chat
    number: str
    at: datetime
    wants: frozenset[str]  # the buttons on the card
    text: str
    is_on_duty: bool


class Staff:
    """Every notice with buttons is a chance: it is acted upon soon, late, or never."""

    def __init__(self, scene: Scene, agenda: Agenda, chance: Chance, lines: Lines) -> None:
        self._scene = scene
        self._agenda = agenda
        self._chance = chance
        self._lines = lines
        self._busy: dict[tuple[str, str], datetime] = {}
        self._never: dict[tuple[str, str], bool] = {}
        self._ways: tuple[tuple[str, Callable[[Asked], None]], ...] = (
            ("confirm", self._alarmed),
            ("approve_refusal", self._rules),
            ("approve_extension", self._grants),
            ("approve_suspension", self._grants),
            ("escalate", self._goes_up),
            ("resume", self._resumes),
            ("hand_off", self._ends_alarm),
            ("report_in", self._called),
            ("accept", self._given),
            ("finish", self._reminded),
            ("whistle", self._on_desk),
            ("progress", self._reminded),
        )

    def hear(self, message: OutboundMessage, now: datetime) -> None:
        """Whoever of the staff reads this may do something about it, now or later."""
        who = self._reader_of(message)
        if who is None:
            return
        buttons = [str(one["key"]) for one in (message.card or {}).get("buttons", ())]
        if any(key.startswith("letter:") for key in buttons):
            self._letter(who, message, buttons, now)
            return
        found = NUMBER.search(message.text)
        if found is not None and _CONSULT.search(message.text):
            self._concludes(who, found.group(), message.text, now)
        if found is None or not buttons:
            return
        wants = frozenset(key.split(":")[0] for key in buttons)
        is_on_duty = who.sender_id in self._scene.duty
        self._asked(Asked(who, found.group(), now, wants, message.text, is_on_duty))

    def _reader_of(self, message: OutboundMessage) -> Chat | None:
        if message.is_group:
            clerks = self._scene.departments.get(message.chat_id)
            return self._chance.rng.choice(clerks) if clerks else None
        return self._scene.staff.get(message.chat_id)

    def _asked(self, asked: Asked) -> None:
        place = (asked.who.chat_id, asked.number)
        if place not in self._never:
            self._never[place] = self._chance.is_so(self._chance.dials.never)
        if self._never[place] or asked.at < self._busy.get(place, asked.at):
            return
        for button, way in self._ways:
            if button in asked.wants:
                way(asked)
                return

    def _say(
        self, asked: Asked, meaning: str, pace: str, since: datetime | None = None
    ) -> datetime:
        by_night = asked.is_on_duty or pace == "at_once"
        at = self._chance.later(since or asked.at, pace, by_night=by_night)
        other = self._chance.rng.choice(self._scene.names)
        serial = f"{self._chance.rng.randrange(10000):04}"
        review = local(at) + timedelta(days=self._chance.rng.randrange(10, 25))
        given = {"other": other, "serial": serial, "day": f"{review.month}月{review.day}日"}
        text = self._lines.worded(meaning, number=asked.number, **given)
        self._agenda.say(at, asked.who, text)
        self._busy[(asked.who.chat_id, asked.number)] = at
        return at

    # ---- the grid

    def _given(self, asked: Asked) -> None:
        chance, did = self._chance, self._chance.which(self._chance.dials.grid)
        if did == "nothing":
            return
        at = self._say(asked, did, "soon")
        if did == "accept" and chance.is_so(chance.dials.grid_gives_up):
            self._say(asked, "pass_up", "slowly", at)
        elif did == "accept":
            self._works(asked, at)

    # ---- departments

    def _called(self, asked: Asked) -> None:
        chance, did = self._chance, self._chance.which(self._chance.dials.department)
        if did == "refuse" and "refuse" in asked.wants:
            late = chance.is_so(chance.dials.refuses_late)
            self._say(asked, "refuse", "slowly" if late else "soon")
        elif did != "nothing":
            self._works(asked, self._say(asked, "report_in", "soon"))

    def _works(self, asked: Asked, since: datetime) -> None:
        chance = self._chance
        if chance.is_so(chance.dials.tells_progress):
            since = self._say(asked, "progress", "slowly", since)
        if chance.is_so(chance.dials.asks_extension):
            since = self._say(asked, "extension", "soon", since)
        elif chance.is_so(chance.dials.asks_suspension):
            since = self._say(asked, "suspension", "soon", since)
        elif chance.is_so(chance.dials.calls_consult):
            since = self._say(asked, "call_consult", "soon", since)
        if chance.is_so(chance.dials.finishes):
            self._finishes(asked, since)

    def _finishes(self, asked: Asked, since: datetime) -> None:
        at = since
        if self._chance.is_so(self._chance.dials.vague_result):
            at = self._say(asked, "vague", "work", since)
            since = at
            self._say(asked, "finish", "soon", since)
            return
        self._say(asked, "finish", "work", since)

    def _reminded(self, asked: Asked) -> None:
        did = self._chance.which(self._chance.dials.when_reminded)
        if did != "nothing" and (did in asked.wants or "finish" in asked.wants):
            self._say(asked, did, "slowly")

    # ---- those on duty

    def _alarmed(self, asked: Asked) -> None:
        if self._chance.is_so(self._chance.dials.confirms):
            at = self._say(asked, "confirm", "at_once")
            self._ends(asked, at)

    def _ends_alarm(self, asked: Asked) -> None:
        self._ends(asked, asked.at)

    def _ends(self, asked: Asked, since: datetime) -> None:
        did = self._chance.which(self._chance.dials.alarm_ends)
        meaning = {"hand_off": "hand_off", "finish": "alarm_finish", "not_true": "alarm_not_true"}
        if did in meaning:
            self._say(asked, meaning[did], "soon", since)

    def _rules(self, asked: Asked) -> None:
        did = self._chance.which(self._chance.dials.ruling)
        if did != "nothing":
            self._say(asked, did, "soon")

    def _on_desk(self, asked: Asked) -> None:
        did = self._chance.which(self._chance.dials.duty)
        if did != "nothing":
            self._say(asked, {"hand_off": "duty_hand_off"}.get(did, did), "slowly")

    # ---- more time, consults, the ladder

    def _grants(self, asked: Asked) -> None:
        what = "extension" if "approve_extension" in asked.wants else "suspension"
        did = self._chance.which(self._chance.dials.grants)
        if did != "nothing":
            self._say(asked, f"{did}_{what}", "soon")

    def _goes_up(self, asked: Asked) -> None:
        if self._chance.is_so(self._chance.dials.goes_up):
            self._say(asked, "go_up", "slowly")

    def _resumes(self, asked: Asked) -> None:
        if self._chance.is_so(self._chance.dials.resumes):
            self._say(asked, "resume", "soon")

    def _concludes(self, who: Chat, number: str, agenda: str, now: datetime) -> None:
        """Every item of the agenda has its unit and its day, and the minutes are signed."""
        if not self._chance.is_so(self._chance.dials.concludes):
            return
        at = self._chance.later(now, "soon")
        for item in _ITEM.findall(agenda):
            other = self._chance.rng.choice(self._scene.names)
            words = self._lines.worded("conclude", number=number, item=item, other=other)
            self._agenda.say(at, who, words)
            at += _NEXT_ITEM
        self._agenda.say(at, who, self._lines.worded("sign_minutes", number=number))

    # ---- letters

    def _letter(
        self, who: Chat, message: OutboundMessage, buttons: list[str], now: datetime
    ) -> None:
        chance, dials = self._chance, self._chance.dials
        named = _SHORT.search(message.text)
        short = f"{named[1]}{named[2]}号" if named else ""
        press = {key.split(":")[1]: key for key in buttons}
        at = chance.later(now, "slowly")
        if "sign" in press and chance.is_so(dials.signs):
            self._agenda.say(at, who, "", press["sign"])
        elif "void" in press and short and chance.is_so(0.5):
            self._agenda.say(at, who, self._lines.worded("void", short=short))
        elif "receive" in press and chance.is_so(dials.receives):
            self._agenda.say(at, who, "", press["receive"])
            if short and chance.is_so(dials.replies):
                words = self._lines.worded("reply", short=short)
                self._agenda.say(chance.later(at, "slowly"), who, words)
