"""When a notice goes into the groups: at once, in the morning, or at the moment its writer chose.

Source: domain 3d (quiet hours); a notice of tomorrow is written today and may be taken back.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from handlers.effects import Effect, Say, SendBroadcast, StartTimer
from handlers.governance import broadcasts
from handlers.governance.broadcasts import Notice
from handlers.policy import Policy, is_quiet, next_morning
from handlers.situation import World
from handlers.speech import ToGroup, ToPerson, ToRole
from handlers.texts import Text
from handlers.wording import as_of, days_between, names_a_day, when
from storage.codes import BroadcastState, Role, TimerKind
from storage.tables.broadcast import Broadcast
from storage.tables.conversation import ChatGroup

FARTHEST = timedelta(days=30)
_CONFIRMED_WITHIN = timedelta(days=1)
_SOON, _STEP = timedelta(hours=1), timedelta(minutes=30)


def suggested(now: datetime, world: World) -> datetime:
    """A moment of working time to begin with, an hour from now at the earliest, on the half hour."""
    soon = now + _SOON
    rounded = soon + (datetime.min.replace(tzinfo=soon.tzinfo) - soon) % _STEP
    return world.calendar.next_working(rounded)


def why_not_then(notice: Notice, now: datetime, policy: Policy) -> Text | None:
    """Why the notice cannot go at the moment that was chosen; None when it can."""
    at = notice.goes_at
    if at is None:
        return None
    if at <= now:
        return Text("broadcast.past")
    if at - now > FARTHEST:
        return Text("broadcast.too_far", {"days": FARTHEST.days})
    if is_quiet(at, policy) and not notice.is_urgent:
        quiet = {"from": f"{policy.quiet_from:%H:%M}", "until": f"{policy.quiet_until:%H:%M}"}
        return Text("broadcast.quiet", {**quiet, "at": when(next_morning(policy, at), now)})
    word = names_a_day(notice.text) if days_between(now, at) else ""
    return Text("broadcast.another_day", {"word": word}) if word else None


def moment(one: Broadcast, now: datetime, policy: Policy) -> datetime | None:
    """When a notice goes that is agreed to now; None is at once."""
    if one.goes_at is not None and one.goes_at > now:
        return one.goes_at
    return next_morning(policy, now) if is_quiet(now, policy) and not one.is_urgent else None


def about(one: Broadcast) -> str:
    """What the timers of a notice are about."""
    return f"broadcast:{one.key}"


def clock(one: Broadcast, at: datetime) -> StartTimer:
    """The notice goes at this moment, unless it is taken back before."""
    kind = TimerKind.BROADCAST_GOES
    return StartTimer(kind, at, subject=about(one), data={"broadcast": one.key})


def goes(one: Broadcast, now: datetime, world: World) -> list[Effect]:
    """The moment has come: the groups there are now get it, and its writer hears of it."""
    if one.state is not BroadcastState.PLANNED:
        return []
    is_staff = one.is_for_staff
    groups = broadcasts.groups_of(one.region_id, world.directory, is_for_staff=is_staff)
    told = Text("broadcast.sent", {"count": len(groups)})
    sent = SendBroadcast(one.key, len(groups))
    return [sent, *posted(one, groups, now, world), Say(ToPerson(one.writer_id), told)]


def posted(
    one: Broadcast, groups: Sequence[ChatGroup], now: datetime, world: World
) -> list[Effect]:
    """The groups get it; a moment that was missed until night waits for the morning."""
    policy, centre = world.policy, world.directory.county.centre_name
    text = as_of(one.text, days_between(one.written_at, now))
    words = Text("broadcast.posted", {"text": text, "from": centre})
    waits = is_quiet(now, policy) and not one.is_urgent
    at = next_morning(policy, now) if waits else None
    said = [effect for group in groups for effect in _posted(group, words, at, one)]
    return [*said, *_asked_about(one, groups, at or now, world)]


def _posted(group: ChatGroup, words: Text, at: datetime | None, one: Broadcast) -> list[Effect]:
    """The group gets it; into one of customers the platform sends nothing that nobody confirms."""
    to, urgent = ToGroup(group.id or 0, is_notice=True), one.is_urgent
    to_group = Say(to, words, urgent=urgent, not_before=at, broadcast_id=one.id)
    if not group.takes_notices:
        return [to_group]
    text, whom = Text("broadcast.to_confirm", {"group": group.name}), Role.GRID_MEMBER
    return [to_group, Say(ToRole(whom, group.region_id), text, urgent=urgent, not_before=at)]


def _asked_about(
    one: Broadcast, groups: Sequence[ChatGroup], posted_at: datetime, world: World
) -> list[Effect]:
    """A day later, in working time, whoever has not confirmed it is reminded."""
    if not any(group.takes_notices for group in groups):
        return []
    due = world.calendar.next_working(posted_at + _CONFIRMED_WITHIN)
    kind, data = TimerKind.BROADCAST_DUE, {"broadcast_id": one.id}
    return [StartTimer(kind, due, subject=about(one), data=data)]
