"""What people do with a notice: write it, hand it in, agree to it or refuse it (domain 1, 云喇叭).

The chat and the console ask here alike; what they say to others is the same.
"""

from dataclasses import dataclass
from datetime import datetime

from handlers.effects import (
    CancelBroadcast,
    Effect,
    JudgeBroadcast,
    Say,
    StopTimers,
    WriteBroadcast,
)
from handlers.governance import broadcast_going, broadcasts
from handlers.governance.broadcasts import Notice
from handlers.situation import BroadcastView, Speaker, World
from handlers.speech import Button, Card, ToPerson
from handlers.texts import Text, render
from handlers.understanding.masking import leads_to_a_person
from handlers.wording import when
from storage.codes import BroadcastState, TimerKind
from storage.tables.broadcast import Broadcast
from storage.tables.conversation import ChatGroup
from storage.tables.region import Region

SHORTEST, LONGEST = 4, 500


@dataclass(frozen=True)
class BroadcastStep:
    """Somebody wants something done with a notice, now."""

    speaker: Speaker
    now: datetime
    world: World

    def answer(self, text: Text) -> Say:
        """A reply to the speaker."""
        return Say(ToPerson(self.speaker.id), text)

    def groups(self, notice: Notice | Broadcast) -> list[ChatGroup]:
        """The groups that get it."""
        directory, to = self.world.directory, notice.region_id
        return broadcasts.groups_of(to, directory, is_for_staff=notice.is_for_staff)


def why_not(step: BroadcastStep, notice: Notice) -> Text | None:
    """The sentence that says why the notice cannot be handed in; None when it can."""
    region = step.world.directory.region(notice.region_id)
    if region is None or not broadcasts.may_write(step.speaker, region, step.world.directory):
        return Text("broadcast.not_yours", {"where": region.name if region else ""})
    if len(notice.text) < SHORTEST:
        return Text("broadcast.what")
    if len(notice.text) > LONGEST:
        return Text("broadcast.too_long", {"most": LONGEST})
    if leads_to_a_person(notice.text):
        return Text("broadcast.names_a_person")
    if not step.groups(notice):
        kind = kind_of(is_for_staff=notice.is_for_staff)
        return Text("broadcast.no_group", {"where": region.name, "kind": kind})
    return broadcast_going.why_not_then(notice, step.now, step.world.policy)


def shown(step: BroadcastStep, notice: Notice, region: Region) -> dict[str, object]:
    """What is said of a notice before it goes: where, to how many groups of which kind, its words."""
    kind = kind_of(is_for_staff=notice.is_for_staff)
    count = len(step.groups(notice))
    return {"where": region.name, "kind": kind, "count": count, "text": notice.text}


def hand_in(step: BroadcastStep, notice: Notice, key: str) -> list[Effect]:
    """The notice waits for another person, who is asked; nothing is sent."""
    region = step.world.directory.region(notice.region_id)
    refusal = why_not(step, notice)
    if refusal is not None or region is None:
        return [step.answer(refusal or Text("broadcast.what"))]
    asked = broadcasts.judges(step.speaker.id, region, step.world.directory, step.now)
    if not asked:
        return [step.answer(Text("broadcast.nobody"))]
    written = WriteBroadcast(
        key=key,
        text=notice.text,
        region_id=notice.region_id,
        writer_id=step.speaker.id,
        is_for_staff=notice.is_for_staff,
        is_urgent=notice.is_urgent,
        goes_at=notice.goes_at,
    )
    names = "、".join(one.name for one in asked)
    given = shown(step, notice, region)
    return [
        written,
        *(_asking(step, written, given, one.id or 0) for one in asked),
        step.answer(Text("broadcast.handed_in", {"names": names})),
    ]


def _asking(
    step: BroadcastStep, written: WriteBroadcast, given: dict[str, object], person_id: int
) -> Say:
    at = written.goes_at
    key = "broadcast.asks_urgent" if written.is_urgent and at is None else "broadcast.asks"
    told = render("broadcast.goes_then", at=when(at, step.now)) if at is not None else ""
    text = Text(key, {**given, "writer": step.speaker.person.name, "then": told})
    buttons = (
        Button(f"broadcast_yes:{written.key}", render("broadcast.button_yes")),
        Button(f"broadcast_no:{written.key}", render("broadcast.button_no")),
    )
    card = Card(Text("broadcast.asks_title", {"where": given["where"]}), buttons)
    return Say(ToPerson(person_id), text, card=card, urgent=written.is_urgent)


def judge(step: BroadcastStep, found: BroadcastView, *, is_agreed: bool) -> list[Effect]:
    """The groups get it, at once or in the morning; or the writer hears that it does not go."""
    one, directory = found.broadcast, step.world.directory
    region = directory.region(one.region_id)
    if region is None or not broadcasts.may_judge(step.speaker, one.writer_id, region, directory):
        return [step.answer(Text("broadcast.not_your_say"))]
    if one.state is not BroadcastState.WAITING:
        return [step.answer(Text("broadcast.judged_already"))]
    return _sent(step, found, region) if is_agreed else _denied(step, one)


def _denied(step: BroadcastStep, one: Broadcast) -> list[Effect]:
    told = Text("broadcast.denied_writer", {"judge": step.speaker.person.name})
    return [
        JudgeBroadcast(one.key, BroadcastState.DENIED),
        Say(ToPerson(one.writer_id), told),
        step.answer(Text("broadcast.denied")),
    ]


def _sent(step: BroadcastStep, found: BroadcastView, region: Region) -> list[Effect]:
    one, policy = found.broadcast, step.world.policy
    if broadcasts.is_too_often(found.sent_today, step.world, is_urgent=one.is_urgent):
        given = {"where": region.name, "count": found.sent_today}
        return [step.answer(Text("broadcast.too_often", given))]
    groups = step.groups(one)
    at = broadcast_going.moment(one, step.now, policy)
    told = Text("broadcast.sent", {"count": len(groups)})
    if at is not None:
        told = _told_later(one, len(groups), at, step.now)
        judged = [JudgeBroadcast(one.key, BroadcastState.PLANNED, len(groups), at)]
        effects: list[Effect] = [*judged, broadcast_going.clock(one, at)]
    else:
        judged = [JudgeBroadcast(one.key, BroadcastState.SENT, len(groups))]
        effects = [*judged, *broadcast_going.posted(one, groups, step.now, step.world)]
    return [*effects, Say(ToPerson(one.writer_id), told), step.answer(told)]


def _told_later(one: Broadcast, count: int, at: datetime, now: datetime) -> Text:
    key = "broadcast.planned" if at == one.goes_at else "broadcast.will_be_sent"
    return Text(key, {"count": count, "at": when(at, now)})


def cancel(step: BroadcastStep, one: Broadcast) -> list[Effect]:
    """The notice does not go, and whoever wrote it hears it of whoever took it back."""
    directory = step.world.directory
    region = directory.region(one.region_id)
    if region is None or not broadcasts.may_cancel(step.speaker, one, region, directory):
        return [step.answer(Text("broadcast.not_to_cancel"))]
    told = Text("broadcast.cancelled_writer", {"who": step.speaker.person.name})
    writer = [] if one.writer_id == step.speaker.id else [Say(ToPerson(one.writer_id), told)]
    stopped = StopTimers(subject=broadcast_going.about(one), kinds=(TimerKind.BROADCAST_GOES,))
    return [CancelBroadcast(one.key), stopped, *writer, step.answer(Text("broadcast.cancelled"))]


def kind_of(*, is_for_staff: bool) -> str:
    """What the groups are called that it goes to."""
    return render("broadcast.kind_staff" if is_for_staff else "broadcast.kind_residents")
