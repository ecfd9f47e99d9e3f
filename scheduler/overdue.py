"""What happens once the time for resolving is over (3d): red, told, and step by step higher.

Due: the handler, its leader and the township know, and the reporters hear the truth. One working
day later a reminder letter (提示函) is drafted for the centre to sign, after three a supervision
order (督办单) for the county's leader, both counted from the end of the time that a new lead got
for itself where that is later; after five the case stands one level higher and
is put before a meeting, and again every five. Letters are drafted; a person signs.
"""

from datetime import datetime, timedelta

from handlers.effects import ChangeCase, Effect, MoveCase, OpenTask, Say, StartTimer
from handlers.governance.letters import drafts_for
from handlers.lifecycle.asked import asked_when_late
from handlers.lifecycle.colours import is_overdue
from handlers.lifecycle.consults.agreed import FROM_CONSULT
from handlers.lifecycle.facts import level_above
from handlers.lifecycle.notices import card, county_duty, handler_name
from handlers.situation import CaseSituation
from handlers.texts import render
from handlers.understanding.masking import mask
from scheduler.deadlines import PARKED, to_handler, working_lead
from scheduler.reminders import voice_of
from storage.codes import CaseState, Colour, LetterRule, Level, Move, Role, TaskKind, TimerKind
from storage.tables.timer import Timer

_EMERGENCY_EVERY = timedelta(hours=24)
_REMINDER, _SUPERVISION, _MEETING = 1, 3, 5  # working days after the time was over
_STEPS = {_REMINDER: _SUPERVISION, _SUPERVISION: _MEETING}
_LONGEST_PROGRESS = 60


def resolve_due(situation: CaseSituation, timer: Timer) -> list[Effect]:
    """The time is over: the case is red, and whoever handles it, their leader and the township know.

    The reporters hear it once, with the newest word of progress. An emergency's time is the time
    to be there: it is asked after again every day.
    """
    case, now = situation.view.case, situation.now
    if not is_overdue(case, now):
        return []
    again = {"round": int(timer.data.get("round", 0)) + 1}
    if case.state is CaseState.EMERGENCY:
        at = now + _EMERGENCY_EVERY
        next_look = StartTimer(TimerKind.RESOLVE_DUE, at, situation.view.id, data=again)
        return [next_look, *_not_on_site(situation)]
    if case.state in PARKED:
        at = situation.world.calendar.add_workdays(now, 1)
        return [StartTimer(TimerKind.RESOLVE_DUE, at, situation.view.id, data=again)]
    ordered = _letter(situation, LetterRule.CONSULT_OVERDUE) if FROM_CONSULT in case.tags else []
    return [_next(situation, 0, _REMINDER), *_reddened(situation), *ordered]


def overdue(situation: CaseSituation, timer: Timer) -> list[Effect]:
    """One, three, five and more working days late: a letter, an order, a higher level."""
    case, step = situation.view.case, int(timer.data.get("step", _REMINDER))
    if not is_overdue(case, situation.now) or case.state is CaseState.EMERGENCY:
        return []
    if case.state in PARKED:
        at = situation.world.calendar.add_workdays(situation.now, 1)
        return [StartTimer(TimerKind.OVERDUE, at, situation.view.id, data={"step": step})]
    if step in _STEPS and (later := _unit_due(situation, step)) > situation.now:
        return [StartTimer(TimerKind.OVERDUE, later, situation.view.id, data={"step": step})]
    again = _next(situation, step, _STEPS.get(step, step + _MEETING))
    if step == _REMINDER:
        return [again, *_letter(situation, LetterRule.OVERDUE)]
    if step == _SUPERVISION:
        return [again, *_letter(situation, LetterRule.LONG_OVERDUE)]
    return [again, *_raised(situation, step)]


def _unit_due(situation: CaseSituation, step: int) -> datetime:
    """So many working days after the leading unit's own time, which may end after the case's (3c)."""
    return situation.world.calendar.add_workdays(_own_due(situation), step)


def _own_due(situation: CaseSituation) -> datetime:
    lead, due = working_lead(situation), situation.view.case.resolve_due_at or situation.now
    own = lead.resolve_due_at if lead is not None else None
    return max(due, own) if own is not None else due


def _not_on_site(situation: CaseSituation) -> list[Effect]:
    """An emergency's time is the time to be there: department and duty are asked how it stands."""
    reddened = ChangeCase(situation.view.id, {"colour": Colour.RED})
    voice = voice_of(situation)
    told = to_handler(situation, "remind.alarm_overdue", "progress", "finish")
    shown = card("overdue", "progress", "hand_off")
    return [reddened, *told, voice.county("remind.alarm_overdue", shown)]


def _reddened(situation: CaseSituation) -> list[Effect]:
    view, voice, who = (
        situation.view,
        voice_of(situation),
        handler_name(situation.view, situation.world),
    )
    at_grid = view.case.level in (Level.GRID, Level.VILLAGE)
    level = Level.TOWNSHIP if at_grid else view.case.level
    seat = Role.TOWNSHIP_DUTY if level is Level.TOWNSHIP else Role.COUNTY_DUTY
    if voice.facts.is_closed_circle:
        seat = Role.COUNTY_DUTY
    level_name = render(f"told.level_{'township' if seat is Role.TOWNSHIP_DUTY else 'county'}")
    return [
        _escalated(situation, level, "remind.overdue_noted"),
        *to_handler(
            situation,
            "remind.overdue_handler",
            "progress",
            "finish",
            params={"level": level_name},
        ),
        *_department_leader(situation),
        voice.role(seat, "remind.overdue_duty", card("overdue", "whistle", "progress"), who=who),
        *voice.reporters(view, "remind.overdue_reporter", who=who, progress=_newest(situation)),
        *asked_when_late(view, voice),
    ]


def _newest(situation: CaseSituation) -> str:
    """What the reporters hear of how it goes: the newest word of progress, else where it stands."""
    case = situation.view.case
    if not case.progress:
        return render(f"stand.{case.state.value}")
    return mask(case.progress).rstrip("。.!\uff01 ")[:_LONGEST_PROGRESS]


def _escalated(situation: CaseSituation, level: Level, note: str) -> MoveCase:
    case = situation.view.case
    return MoveCase(
        situation.view.id,
        Move.ESCALATE,
        case.state,
        Role.BOT,
        note=render(note),
        changes={"colour": Colour.RED, "level": level},
    )


def _department_leader(situation: CaseSituation) -> list[Effect]:
    whistle, voice = working_lead(situation), voice_of(situation)
    if whistle is None or _own_due(situation) > situation.now:
        return []
    leaders = situation.world.directory.holders(
        Role.DEPARTMENT_LEADER, situation.now, department_id=whistle.department_id
    )
    kept = [p.id or 0 for p in leaders if p.id not in voice.facts.avoid.person_ids]
    return [voice.person(one, "remind.overdue_leader") for one in kept[:1]]


def _letter(situation: CaseSituation, rule: LetterRule) -> list[Effect]:
    """The letter of this rule is drafted; where no unit can get one, the centre has a task."""
    drafted = drafts_for(situation, rule)
    if drafted:
        return drafted
    view, who = situation.view, handler_name(situation.view, situation.world)
    title = render("task_title.overdue", who=who)
    key = f"letter:{rule.value}:{view.id}:{view.case.reopen_count}"
    return [
        OpenTask(key, TaskKind.TRIAGE, title, view.id, county_duty(situation.world)),
        voice_of(situation).county("remind.overdue_centre", card("overdue", "progress"), who=who),
    ]


def _county_leader(situation: CaseSituation) -> list[Say]:
    """The county's leader knows; of a confidential matter only its circle ever does."""
    voice, directory = voice_of(situation), situation.world.directory
    if voice.facts.is_closed_circle:
        return []
    leaders = directory.holders(Role.LEADER, situation.now, region_id=directory.top.id)
    kept = [p.id or 0 for p in leaders if p.id not in voice.facts.avoid.person_ids]
    who = handler_name(situation.view, situation.world)
    return [voice.person(one, "remind.overdue_leader_five", who=who) for one in kept[:1]]


def _raised(situation: CaseSituation, step: int) -> list[Effect]:
    """One level higher, and before a meeting (一评四会); a person calls it."""
    view, level = situation.view, level_above(situation.view.case.level)
    name = render(f"told.level_{level.value}")
    title = render("task_title.overdue_meeting", days=step)
    key = f"meeting:{view.id}:{view.case.reopen_count}"
    voice = voice_of(situation)
    if level is view.case.level and step > _MEETING:
        return [voice.county("remind.overdue_again", days=step)]
    return [
        _escalated(situation, level, "remind.overdue_raised_noted"),
        OpenTask(key, TaskKind.TRIAGE, title, view.id, county_duty(situation.world)),
        voice.county("remind.overdue_raised", days=step, level=name),
        *_county_leader(situation),
    ]


def _next(situation: CaseSituation, before: int, step: int) -> StartTimer:
    """The next step, counted in working days from the moment at which the time was over."""
    due: datetime = situation.view.case.resolve_due_at or situation.now
    calendar = situation.world.calendar
    at = calendar.add_workdays(due, step)
    if at <= situation.now:  # the step before fired late: what is left of the distance counts
        at = calendar.add_workdays(situation.now, step - before)
    return StartTimer(TimerKind.OVERDUE, at, situation.view.id, data={"step": step})
