"""A notice to groups: shown to its writer, handed in, agreed to by another, sent.

Residents never come here: only staff are asked what they want, one to one.
"""

from collections.abc import Mapping
from datetime import datetime

from handlers.dialogue.broadcast_words import (
    Wanted,
    agrees,
    denies,
    drops,
    place_in,
    submits,
    understand_broadcast,
)
from handlers.effects import Ask, Effect, Judge, JudgeBroadcast, Say, WriteBroadcast
from handlers.governance import broadcasts
from handlers.policy import is_quiet, next_morning
from handlers.situation import BroadcastView, Situation
from handlers.speech import Button, Card, ToGroup, ToPerson, ToRole
from handlers.texts import Text, render
from handlers.understanding.masking import leads_to_a_person
from handlers.understanding.reading import Intent
from handlers.wording import when
from storage.codes import BroadcastState, Role
from storage.tables.conversation import ChatGroup
from storage.tables.region import Region

KIND = "broadcast"
Question = Mapping[str, str | int | None]
_SHORTEST, _LONGEST = 4, 500


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
    if not broadcasts.may_write(s.speaker, region, s.world.directory):
        return _say(s, Text("broadcast.not_yours", {"where": region.name}))
    if (refusal := _refusal(s, wanted, region)) is not None:
        return _say(s, refusal)
    groups = _groups(s, region.id or 0, is_for_staff=wanted.is_for_staff)
    shown = {
        "where": region.name,
        "kind": _kind(is_for_staff=wanted.is_for_staff),
        "count": len(groups),
    }
    key = "broadcast.preview_urgent" if wanted.is_urgent else "broadcast.preview"
    waits = {
        "text": wanted.text,
        "region_id": region.id,
        "urgent": int(wanted.is_urgent),
        "staff": int(wanted.is_for_staff),
    }
    return [*_say(s, Text(key, {**shown, "text": wanted.text})), Ask(KIND, data=waits)]


def _refusal(s: Situation, wanted: Wanted, region: Region) -> Text | None:
    if len(wanted.text) < _SHORTEST:
        return Text("broadcast.what")
    if len(wanted.text) > _LONGEST:
        return Text("broadcast.too_long", {"most": _LONGEST})
    if leads_to_a_person(wanted.text):
        return Text("broadcast.names_a_person")
    if not _groups(s, region.id or 0, is_for_staff=wanted.is_for_staff):
        kind = _kind(is_for_staff=wanted.is_for_staff)
        return Text("broadcast.no_group", {"where": region.name, "kind": kind})
    return None


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
    region = s.world.directory.region(int(question.get("region_id") or 0))
    if region is None or not submits(s.message.text):
        return None
    return _to_judges(s, question, region)


def _to_judges(s: Situation, question: Question, region: Region) -> list[Effect]:
    asked = broadcasts.judges(s.speaker.id, region, s.world.directory, s.now)
    if not asked:
        return _say(s, Text("broadcast.nobody"))
    written = WriteBroadcast(
        number=s.message.id or 0,
        text=str(question.get("text") or ""),
        region_id=region.id or 0,
        writer_id=s.speaker.id,
        is_for_staff=bool(question.get("staff")),
        is_urgent=bool(question.get("urgent")),
    )
    names = "、".join(one.name for one in asked)
    return [
        written,
        *(_asking(s, written, region, one.id or 0) for one in asked),
        *_say(s, Text("broadcast.handed_in", {"names": names})),
        Ask(None),
    ]


def _asking(s: Situation, written: WriteBroadcast, region: Region, person_id: int) -> Say:
    groups = _groups(s, written.region_id, is_for_staff=written.is_for_staff)
    kind = _kind(is_for_staff=written.is_for_staff)
    shown = {"where": region.name, "kind": kind, "count": len(groups), "text": written.text}
    key = "broadcast.asks_urgent" if written.is_urgent else "broadcast.asks"
    text = Text(key, {**shown, "writer": s.speaker.person.name})
    buttons = (
        Button(f"broadcast_yes:{written.number}", render("broadcast.button_yes")),
        Button(f"broadcast_no:{written.number}", render("broadcast.button_no")),
    )
    card = Card(Text("broadcast.asks_title", {"where": region.name}), buttons)
    return Say(ToPerson(person_id), text, card=card, urgent=written.is_urgent)


# ---- judged ------------------------------------------------------------------------------


def _judged(s: Situation) -> list[Effect] | None:
    found, key = s.broadcast, str(s.message.data.get("key", ""))
    if found is None:
        return None
    yes = key.startswith("broadcast_yes") or (not key and agrees(s.message.text))
    no = key.startswith("broadcast_no") or (not key and denies(s.message.text))
    region = s.world.directory.region(found.broadcast.region_id)
    if not (yes or no) or region is None:
        return None
    writer_id = found.broadcast.writer_id
    if not broadcasts.may_judge(s.speaker, writer_id, region, s.world.directory):
        return _say(s, Text("broadcast.not_your_say"))
    if found.broadcast.state is not BroadcastState.WAITING:
        return _say(s, Text("broadcast.judged_already"))
    return _sent(s, found, region) if yes else _denied(s, found)


def _denied(s: Situation, found: BroadcastView) -> list[Effect]:
    told = Text("broadcast.denied_writer", {"judge": s.speaker.person.name})
    return [
        JudgeBroadcast(found.broadcast.number, BroadcastState.DENIED),
        Say(ToPerson(found.broadcast.writer_id), told),
        *_say(s, Text("broadcast.denied")),
    ]


def _sent(s: Situation, found: BroadcastView, region: Region) -> list[Effect]:
    one, policy = found.broadcast, s.world.policy
    if broadcasts.is_too_often(found.sent_today, s.world, is_urgent=one.is_urgent):
        given = {"where": region.name, "count": found.sent_today}
        return _say(s, Text("broadcast.too_often", given))
    groups = _groups(s, one.region_id, is_for_staff=one.is_for_staff)
    waits = is_quiet(s.now, policy) and not one.is_urgent
    at = next_morning(policy, s.now) if waits else None
    told = {"count": len(groups), "at": when(at, s.now) if at else ""}
    key = "broadcast.will_be_sent" if waits else "broadcast.sent"
    posted = Text("broadcast.posted", {"text": one.text, "from": _centre(s)})
    return [
        JudgeBroadcast(one.number, BroadcastState.SENT, len(groups)),
        *(effect for g in groups for effect in _posted(g, posted, at, urgent=one.is_urgent)),
        Say(ToPerson(one.writer_id), Text(key, told)),
        *_say(s, Text(key, told)),
    ]


def _posted(group: ChatGroup, posted: Text, at: datetime | None, *, urgent: bool) -> list[Effect]:
    """The group gets it; into one of customers the platform sends nothing that nobody confirms."""
    to_group = Say(ToGroup(group.id or 0, is_notice=True), posted, urgent=urgent, not_before=at)
    if not group.takes_notices:
        return [to_group]
    text, to = Text("broadcast.to_confirm", {"group": group.name}), Role.GRID_MEMBER
    return [to_group, Say(ToRole(to, group.region_id), text, urgent=urgent, not_before=at)]


# ---- shared ------------------------------------------------------------------------------


def _groups(s: Situation, region_id: int, *, is_for_staff: bool) -> list[ChatGroup]:
    return broadcasts.groups_of(region_id, s.world.directory, is_for_staff=is_for_staff)


def _kind(*, is_for_staff: bool) -> str:
    return render("broadcast.kind_staff" if is_for_staff else "broadcast.kind_residents")


def _centre(s: Situation) -> str:
    return s.world.directory.county.centre_name


def _say(s: Situation, text: Text) -> list[Effect]:
    return [Say(ToPerson(s.speaker.id), text), Judge(Intent.STAFF_TALK.value)]
