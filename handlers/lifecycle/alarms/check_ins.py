"""After what is never surveyed a person asks, and only where the reporter agreed to it (3e)."""

from datetime import timedelta

from handlers.effects import Effect, OpenTask, StartTimer
from handlers.lifecycle.notices import county_duty
from handlers.lifecycle.wishes import Step
from handlers.texts import render
from storage.codes import TaskKind, TimerKind

_FOLLOW_UP_AFTER = timedelta(hours=72)
_AGREED = "check_in:person:"
_ASKED_BY_HAND = frozenset({"official_conduct"})  # the county's own person asks (3e)


def check_in_tag(person_id: int) -> str:
    """The tag of a reporter who agreed that somebody asks later whether they are safe."""
    return f"{_AGREED}{person_id}"


def by_hand(step: Step) -> list[Effect]:
    """The case closes by itself in three days; a person asks before, where that is wanted."""
    closes = StartTimer(TimerKind.SURVEY_GIVE_UP, step.now + _FOLLOW_UP_AFTER, step.view.id)
    return [*check_in(step), closes]


def check_in(step: Step) -> list[Effect]:
    """A person asks after those who agreed to it; nobody else is ever sought out."""
    case = step.case
    agreed = any(tag.startswith(_AGREED) for tag in case.tags)
    if not agreed and case.leaf not in _ASKED_BY_HAND:
        return []
    title = render("task_title.check_in" if agreed else "task_title.follow_up")
    key = f"follow:{step.view.id}:{case.reopen_count}"
    return [OpenTask(key, TaskKind.PHONE_CALL, title, step.view.id, county_duty(step.world))]
