"""Residents: what they say of themselves, and what they do about what the bot tells them."""

import re
from dataclasses import dataclass, replace
from datetime import datetime

from bot.simulation.agenda import Agenda, Chat
from bot.simulation.chance import Chance
from bot.simulation.county import Group, Scene
from bot.simulation.lines import Lines
from bot.simulation.staff import NUMBER
from storage.tables.message import OutboundMessage

_WORDS_OF = (  # what a survey asks, by its own words, and how often it is answered
    (re.compile(r"满意吗"), "score"),
    (re.compile(r"还差哪里"), "rest"),
    (re.compile(r"到底解决了吗"), "clarify"),
    (re.compile(r"居民代表参加吗"), "delegate"),
    (re.compile(r"原话|匿名"), "relay"),
    (re.compile(r"解决了吗"), "survey"),
)
_REGISTERED = re.compile(r"已登记|已并入|并案")
_QUESTION = re.compile(r"在什么位置|在哪里|补一句|再问您一句|是什么事")
_RESULT = re.compile(r"【办理结果】")
_DANGER = re.compile(r"^⚠️")


@dataclass(frozen=True)
class _About:
    """When something was heard, of which matter, and where it is."""

    now: datetime
    number: str = ""
    spot: str = ""


class Residents:
    """Neighbours who chat, report, join in, ask, thank, answer, or keep silent."""

    def __init__(self, scene: Scene, agenda: Agenda, chance: Chance, lines: Lines) -> None:
        self._agenda = agenda
        self._chance = chance
        self._lines = lines
        self._groups = {group.neighbours[0].chat_id: group for group in scene.groups}
        self._homes = {
            one.sender_id: (one, group) for group in scene.groups for one in group.neighbours
        }
        self._last: dict[str, Chat] = {}  # who reported last in this chat

    # ---- unasked

    def speak(self, at: datetime) -> None:
        """Somebody says something of their own accord."""
        group = self._chance.rng.choice([*self._groups.values()])
        speaker = self._chance.rng.choice(group.neighbours)
        kind = self._chance.which(self._chance.dials.talk)
        if kind == "report":
            self._report(at, speaker, group)
        else:
            near = kind == "near_miss"
            self._agenda.say(at, speaker, self._lines.near_miss() if near else self._lines.of(kind))

    def _report(self, at: datetime, speaker: Chat, group: Group) -> None:
        chance, dials = self._chance, self._chance.dials
        told, is_secret = self._told()
        if is_secret or chance.is_so(dials.in_private):
            speaker = _alone(speaker)
        if chance.is_so(dials.says_where):
            told = f"{self._spot(group)}，{told}"
        self._last[speaker.chat_id] = speaker
        if chance.is_so(dials.pictured):
            self._agenda.show(at, speaker)
        self._agenda.say(at, speaker, told)

    def _told(self) -> tuple[str, bool]:
        draw, dials = self._chance.rng.random(), self._chance.dials
        if draw < dials.emergency:
            return self._lines.emergency(), False
        if draw < dials.emergency + dials.kept_secret:
            return self._lines.kept_secret(), True
        return self._lines.everyday(), False

    # ---- in answer

    def hear(self, message: OutboundMessage, now: datetime) -> None:
        """Whoever reads this in their chat may answer."""
        who, group = self._reader_of(message)
        if who is None or group is None:
            return
        found = NUMBER.search(message.text)
        number = found.group() if found else ""
        meant = next((m for asks, m in _WORDS_OF if asks.search(message.text)), "")
        if meant and not message.is_group:
            self._asked(meant, who, now)
        elif _REGISTERED.search(message.text):
            self._registered(who, group, number, now)
        elif _QUESTION.search(message.text):
            self._questioned(who, group, now)
        elif _DANGER.match(message.text):
            self._endangered(who, group, now)
        elif _RESULT.search(message.text):
            share = self._chance.dials.complains_at_once
            self._maybe(share, who, "not_solved", "soon", _About(now, number))

    def _reader_of(self, message: OutboundMessage) -> tuple[Chat | None, Group | None]:
        if message.is_group:
            return self._last.get(message.chat_id), self._groups.get(message.chat_id)
        known = self._homes.get(message.chat_id)
        return (_alone(known[0]), known[1]) if known else (None, None)

    def _asked(self, meant: str, who: Chat, now: datetime) -> None:
        chance, dials = self._chance, self._chance.dials
        if meant != "survey":
            share = dials.answers_delegate if meant == "delegate" else dials.answers_score
            self._maybe(share, who, meant, "soon", _About(now))
            return
        if not chance.is_so(dials.answers_survey):
            return
        kind = chance.which(dials.survey)
        text = self._lines.of("survey_reply") if kind == "other" else self._lines.worded(kind)
        self._agenda.say(chance.later(now, "slowly"), who, text)

    def _registered(self, who: Chat, group: Group, number: str, now: datetime) -> None:
        chance, dials = self._chance, self._chance.dials
        about = _About(now, number, self._spot(group))
        if who.is_group and chance.is_so(dials.plus_one):
            neighbour = chance.rng.choice(group.neighbours)
            self._maybe(1, neighbour, "plus_one", "at_once", about)
        self._maybe(dials.supplement, who, "more", "soon", about)
        self._maybe(dials.thanks, who, "gratitude", "at_once", about)
        self._maybe(dials.asks_progress, who, "ask", "slowly", about)
        self._maybe(dials.takes_back, who, "take_back", "soon", about)

    def _questioned(self, who: Chat, group: Group, now: datetime) -> None:
        about = _About(now, spot=self._spot(group))
        self._maybe(self._chance.dials.answers_question, who, "where", "at_once", about)

    def _endangered(self, who: Chat, group: Group, now: datetime) -> None:
        self._questioned(who, group, now)
        self._maybe(self._chance.dials.takes_back, who, "all_right", "soon", _About(now))

    def _maybe(self, share: float, who: Chat, meaning: str, pace: str, about: _About) -> None:
        if not self._chance.is_so(share):
            return
        text = self._lines.worded(meaning, number=about.number, place=about.spot).strip()
        self._agenda.say(self._chance.later(about.now, pace), who, text)

    def _spot(self, group: Group) -> str:
        return self._chance.rng.choice(group.spots)


def _alone(speaker: Chat) -> Chat:
    """The same person, writing to the bot alone."""
    return replace(speaker, chat_id=speaker.sender_id, is_group=False)
