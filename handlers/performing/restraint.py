"""When a message that is being written may be sent, and whether it may be told with others.

This is the one place where the limits of domain 3d are kept: of one case the bot speaks once an
hour in a residents' group, and tells a resident how it goes three times a day. What is more waits
and is told in one message. Whoever has just spoken is answered at once, and an alarm is an alarm.
"""

from datetime import datetime
from typing import NamedTuple

from handlers.delivery import Cause, Target
from handlers.effects import Say
from handlers.manners import NOTICES, RESULTS, may_wait_with_others
from handlers.performing.work import Work
from handlers.policy import is_quiet, midnight, next_morning
from storage import merging
from storage.tables.case import Case


class Restraint(NamedTuple):
    """Not before when, and whether other things that waited may be told with it."""

    not_before: datetime
    may_merge: bool = False


def restrain(work: Work, e: Say, target: Target, case: Case | None) -> Restraint:
    """When these words may be sent to this chat."""
    held = e.not_before or work.now
    if target.copied_into:  # its reader is no part of the talk: at night only what presses
        quiet = is_quiet(work.now, work.world.policy) and not e.urgent
        return Restraint(max(held, next_morning(work.world.policy, held)) if quiet else held)
    if case is not None and isinstance(e.case, int) and not is_reply(work.cause, target):
        held = max(held, _free_at(work, e, target, case))
    return Restraint(held, may_merge=held > work.now and may_wait_with_others(e.text.key))


def overtakes(e: Say, target: Target) -> bool:
    """True of a result, which makes the notices that still wait for this resident needless."""
    return e.text.key in RESULTS and target.is_resident and isinstance(e.case, int)


def is_reply(cause: Cause, target: Target) -> bool:
    """True when somebody has just spoken in this very chat."""
    said = cause.message
    if said is None:
        return False
    here = said.chat_id if said.is_group else said.sender_id
    return (said.channel, here) == (target.channel, target.chat_id)


def _free_at(work: Work, e: Say, target: Target, case: Case) -> datetime:
    if e.urgent and (target.is_group or case.is_emergency):
        return work.now
    if target.is_group and target.audience == "group":
        return _group_is_free_at(work, target, case)
    if target.is_resident and e.text.key in NOTICES:
        return _resident_is_free_at(work, target, case)
    return work.now


def _group_is_free_at(work: Work, target: Target, case: Case) -> datetime:
    """An hour after the bot last spoke of the case here; with what waits already, where it does."""
    last = merging.last_said(work.session, target.channel, target.chat_id, case.id or 0)
    if last is None:
        return work.now
    return last if last > work.now else last + work.world.policy.group_pause


def _resident_is_free_at(work: Work, target: Target, case: Case) -> datetime:
    """Now, for the first notices of the day; tomorrow morning for what is more."""
    policy, since = work.world.policy, midnight(work.now)
    chat = (target.channel, target.chat_id)
    said = merging.count_said(work.session, *chat, case.id or 0, NOTICES, since)
    said += sum(
        (row["channel"], row["chat_id"]) == chat
        and row["case_id"] == case.id
        and row["text_key"] in NOTICES
        for row in work.to_say
    )
    return work.now if said < policy.notices_a_day else next_morning(policy, work.now)
