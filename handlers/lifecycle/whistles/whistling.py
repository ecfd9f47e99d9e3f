"""Departments are whistled (吹哨): who is told what, and by when they must report in."""

from dataclasses import dataclass
from datetime import datetime

from handlers.effects import Effect, OpenTask, Say, StartTimer, WhistleTo
from handlers.lifecycle.notices import Voice, card, county_duty, names_of
from handlers.lifecycle.timing.deadlines import (
    after,
    report_in_due,
    report_in_timers,
    resolve_span,
    scaled,
)
from handlers.routing.whistle import Route
from handlers.texts import render
from handlers.wording import when
from storage.codes import Role, TaskKind, Urgency, WhistleRole
from storage.tables.region import Department


@dataclass(frozen=True)
class Call:
    """One blow of the whistle: its headline, and whether the lead may hand it back."""

    headline: str = "first"  # a key of card.title_whistle_*: first, again, moved, alarm
    designated: bool = False
    resolve_due_at: datetime | None = None  # what the residents were promised, where known
    keeps_due: bool = False  # a new lead gets half the leaf's time for itself (3c)


FIRST = Call()


def whistle_effects(voice: Voice, route: Route, call: Call = FIRST) -> list[Effect]:
    """The lead and its co-handlers are whistled, have their cards, and their clocks run."""
    effects = [e for department in route.all for e in whistle_one(voice, route, department, call)]
    return [*effects, *clocks(voice, *(d.id for d in route.all))] if effects else []


def whistle_one(
    voice: Voice, route: Route, department: Department, call: Call = FIRST
) -> list[Effect]:
    """One department of the route is whistled and has its card."""
    is_lead = department is route.lead
    role = WhistleRole.LEAD if is_lead else WhistleRole.CO_HANDLER
    due = due_of(voice, department.id)
    by = _work_due(voice, call) if is_lead else None
    return [
        WhistleTo(voice.facts.ref, department.id or 0, role, due, call.designated, by),
        _card(voice, route, department, due, call),
    ]


def due_of(voice: Voice, department_id: int | None = None) -> datetime:
    """By when a department whistled now must have reported in, by its own hours of work."""
    facts, calendar = voice.facts, voice.world.calendar_of(department_id)
    return report_in_due(facts.leaf, facts.urgency, voice.now, calendar)


def clocks(voice: Voice, *department_ids: int | None) -> list[StartTimer]:
    """The clocks of reporting in, begun now: one for all who have the same time."""
    due_at = {due_of(voice, one): voice.world.calendar_of(one) for one in department_ids or (None,)}
    return [
        timer
        for due, calendar in due_at.items()
        for timer in report_in_timers(voice.facts.ref, voice.now, due, calendar)
    ]


def no_department(voice: Voice) -> list[Effect]:
    """The county's desk is told that a leaf has no department, so that the case is not lost."""
    title = render("task_title.no_department", leaf=voice.facts.leaf.short_name)
    return [
        OpenTask(
            "route:{case_id}", TaskKind.TRIAGE, title, voice.facts.ref, county_duty(voice.world)
        ),
        voice.county("whistle.no_department", card("no_department", "whistle")),
    ]


def own_due(voice: Voice) -> datetime:
    """Until when a newly whistled lead may take for itself: half of the leaf's time at least."""
    span = resolve_span(voice.facts.leaf, voice.facts.urgency)
    return after(scaled(span, 0.5), voice.now, voice.world.calendar)


def _work_due(voice: Voice, call: Call) -> datetime | None:
    """Until when the lead is to have done it: as promised, or its own half of the time (3c)."""
    if call.resolve_due_at is None or not call.keeps_due:
        return call.resolve_due_at
    return max(call.resolve_due_at, own_due(voice))


def may_refuse(voice: Voice, call: Call) -> bool:
    """True when the card offers to hand the whistle back: not in an emergency, not designated."""
    return not (voice.facts.is_emergency or voice.facts.urgency is Urgency.U0 or call.designated)


def _card(voice: Voice, route: Route, department: Department, due: datetime, call: Call) -> Say:
    is_lead = department is route.lead
    lead = "" if is_lead or route.lead is None else render("whistle.led_by", name=route.lead.name)
    helpers = names_of(d for d in route.co if d is not department)
    names = ("report_in", "refuse") if may_refuse(voice, call) else ("report_in",)
    key = "whistle.alarm" if voice.facts.is_emergency else "whistle.card"
    return voice.department(
        department.id or 0,
        key,
        card(f"whistle_{call.headline}", *names),
        headline=render(f"card.title_whistle_{call.headline}"),
        role=render("whistle.lead" if is_lead else "whistle.co") + lead,
        helpers=render("whistle.helpers", names=helpers) if helpers else "",
        report_in=when(due, voice.now),
        own=_own(voice, call) if is_lead else "",
        how=render(_how(voice, call)),
    )


def _how(voice: Voice, call: Call) -> str:
    if voice.facts.is_emergency:
        return "whistle.how_alarm"
    return "whistle.how_refuse" if may_refuse(voice, call) else "whistle.how"


def _own(voice: Voice, call: Call) -> str:
    own = own_due(voice)
    if not call.keeps_due or call.resolve_due_at is None or own <= call.resolve_due_at:
        return ""
    return render("whistle.own_due", due=when(own, voice.now))


def township_informed(voice: Voice, route: Route) -> list[Effect]:
    """The township's duty officer knows which departments were whistled."""
    if voice.facts.is_child:
        return []
    told = names_of(route.all)
    return [
        voice.role(Role.TOWNSHIP_DUTY, "card.township_informed", card("informed"), departments=told)
    ]
