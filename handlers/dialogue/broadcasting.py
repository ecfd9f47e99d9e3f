"""A notice to groups: shown to its writer, handed in, agreed to by another, sent.

Residents never come here: only staff are asked what they want, one to one.
"""

from collections.abc import Mapping

from handlers.dialogue.broadcast_words import (
    Wanted,
    agrees,
    denies,
    drops,
    place_in,
    submits,
    understand_broadcast,
)
from handlers.effects import Ask, Effect, Judge, Say, WriteBroadcast
from handlers.governance import broadcast_moves, broadcasts
from handlers.governance.broadcast_moves import BroadcastStep
from handlers.governance.broadcasts import Notice
from handlers.situation import Situation
from handlers.speech import ToPerson
from handlers.texts import Text
from handlers.understanding.reading import Intent
from storage.tables.region import Region

KIND = "broadcast"
Question = Mapping[str, str | int | None]


def decide(s: Situation, *, is_danger: bool = False) -> list[Effect] | None:
    """What becomes of the notice that is written, handed in or judged; None when there is none.

    Where a danger was heard only what is plainly a notice is taken for one.
    """
    if (effects := _judged(s)) is not None:
        return effects
    if not s.message.is_group and (effects := _handed_in(s)) is not None:
        return effects
    wanted = understand_broadcast(s.message.text)
    if wanted is None or not s.speaker.roles() & broadcasts.WRITERS:
        return None
    if is_danger and not wanted.is_parted:
        return None
    if s.message.is_group:
        return _say(s, Text("broadcast.one_to_one")) if wanted.text else None
    return _shown(s, wanted)


# ---- written -----------------------------------------------------------------------------


def _shown(s: Situation, wanted: Wanted) -> list[Effect]:
    """The writer reads what would be sent, and where."""
    region = _region(s, wanted.heading)
    if region is None:
        return _say(s, Text("broadcast.where", {"place": place_in(wanted.heading)}))
    notice = Notice(
        wanted.text,
        region.id or 0,
        is_for_staff=wanted.is_for_staff,
        is_urgent=wanted.is_urgent,
    )
    step = _step(s)
    if (refusal := broadcast_moves.why_not(step, notice)) is not None:
        return _say(s, refusal)
    key = "broadcast.preview_urgent" if wanted.is_urgent else "broadcast.preview"
    waits = {
        "text": wanted.text,
        "region_id": region.id,
        "urgent": int(wanted.is_urgent),
        "staff": int(wanted.is_for_staff),
    }
    shown = broadcast_moves.shown(step, notice, region)
    return [*_say(s, Text(key, shown)), Ask(KIND, data=waits)]


def _region(s: Situation, heading: str) -> Region | None:
    """The region that is named around the notice, the innermost first; else the speaker's own.

    A place that nobody knows is none: words meant for one lane must not go to the whole county.
    """
    directory, left, found = s.world.directory, heading, list[Region]()
    names = [(alias, one) for one in directory.live_regions for alias in (one.name, *one.aliases)]
    for alias, one in sorted(names, key=lambda named: -len(named[0])):
        if alias and alias in left:
            left = left.replace(alias, "", 1)
            found.append(one)
    if place_in(left):
        return None
    if not found:
        whole = "全县" in heading
        return directory.top if whole else broadcasts.own_region(s.speaker, directory)
    return max(found, key=lambda one: len(directory.lineage(one.id)))


# ---- handed in ---------------------------------------------------------------------------


def _handed_in(s: Situation) -> list[Effect] | None:
    question, asked_at = s.conversation.question or {}, s.conversation.asked_at
    if question.get("kind") != KIND or asked_at is None:
        return None
    if s.now - asked_at > s.world.policy.answer_wait:
        return None  # a "好的" of hours later is about something else
    if drops(s.message.text):
        return [*_say(s, Text("broadcast.dropped")), Ask(None)]
    if not submits(s.message.text):
        return None
    notice = _notice(question)
    effects = broadcast_moves.hand_in(_step(s), notice, f"m{s.message.id or 0}")
    is_written = any(isinstance(one, WriteBroadcast) for one in effects)
    return [*effects, _judged_talk(), *([Ask(None)] if is_written else [])]


def _notice(question: Question) -> Notice:
    return Notice(
        str(question.get("text") or ""),
        int(question.get("region_id") or 0),
        is_for_staff=bool(question.get("staff")),
        is_urgent=bool(question.get("urgent")),
    )


# ---- judged ------------------------------------------------------------------------------


def _judged(s: Situation) -> list[Effect] | None:
    found, key = s.broadcast, str(s.message.data.get("key", ""))
    if found is None:
        return None
    yes = key.startswith("broadcast_yes") or (not key and agrees(s.message.text))
    no = key.startswith("broadcast_no") or (not key and denies(s.message.text))
    if not (yes or no):
        return None
    return [*broadcast_moves.judge(_step(s), found, is_agreed=yes), _judged_talk()]


# ---- shared ------------------------------------------------------------------------------


def _step(s: Situation) -> BroadcastStep:
    return BroadcastStep(s.speaker, s.now, s.world)


def _judged_talk() -> Judge:
    return Judge(Intent.STAFF_TALK.value)


def _say(s: Situation, text: Text) -> list[Effect]:
    return [Say(ToPerson(s.speaker.id), text), _judged_talk()]
