"""How the work goes (进展): the first word of it means that somebody is at it."""

from handlers.effects import Ask, CaseChanges, Effect, MoveCase, Note, StopTimers
from handlers.lifecycle.alarms.alarm_moves import confirmed, is_answered_by
from handlers.lifecycle.alarms.duty_chain import is_at_desk
from handlers.lifecycle.colours import recoloured
from handlers.lifecycle.contacting import ON_SITE
from handlers.lifecycle.notices import department_name
from handlers.lifecycle.staff_moves import taken
from handlers.lifecycle.transitions import find
from handlers.lifecycle.whistles.department_moves import eta_in, reported_in, told_of
from handlers.lifecycle.whistles.passing_up import ACCEPT_CLOCKS
from handlers.lifecycle.wishes import Step
from handlers.permissions import DEPARTMENT, DUTY, GRID
from handlers.texts import render
from handlers.understanding.masking import mask
from storage.codes import CaseState, Move, WhistleRole, WhistleState
from storage.tables.case import Whistle

_SHORTEST = 4
_NOT_BEGUN = frozenset({CaseState.REGISTERED, CaseState.WHISTLED, CaseState.REPORTED_IN})


def progress(step: Step) -> list[Effect]:
    """The history says how it goes; work that nobody had announced counts as begun."""
    answers = is_answered_by(step)
    shortest = 1 if step.case.state is CaseState.EMERGENCY else _SHORTEST
    says_where = ON_SITE.search(step.note) is not None  # 我到了
    if len(step.note) < shortest and not (says_where or step.wish.has_picture):
        return [Ask("progress_note", step.view.id), step.answer("told.ask_progress")]
    note = step.note or render("told.picture_only")
    first: list[Effect] = []
    if answers:
        first = confirmed(step, tells_reporters=not ON_SITE.search(note))
    heard = "told.noted_as_report_in" if _reports_in(step) else "told.noted"
    heard = "told.confirmed_grid" if answers and step.role not in DUTY else heard
    told = [] if answers and not ON_SITE.search(note) else _told(step)
    return [*first, *_written(step, note), *told, *_lead_told(step, note), step.answer(heard)]


def _lead_told(step: Step, note: str) -> list[Effect]:
    """What the grid member sees on the spot reaches the department that has to act."""
    lead = step.view.lead
    if step.role not in GRID or lead is None or step.case.is_emergency:
        return []
    told = step.voice.department
    return [told(lead.department_id, "told.progress_duty", who=step.who, note=mask(note))]


def _reports_in(step: Step) -> bool:
    """True when a department that had not reported in yet tells how the work goes."""
    whistle = step.whistle if step.role in DEPARTMENT else None
    return whistle is not None and whistle.state is WhistleState.WHISTLED


def _written(step: Step, note: str) -> list[Effect]:
    if step.role in DEPARTMENT and step.whistle is not None:
        return _by_department(step, step.whistle, note)
    changes = told_progress(step, note)
    if step.case.state is CaseState.REGISTERED:
        changes |= taken(step)
        return [step.moved(changes, note), StopTimers(step.view.id, kinds=ACCEPT_CLOCKS)]
    return [step.moved(changes, note)]


def told_progress(step: Step, note: str) -> CaseChanges:
    """The case knows the newest word of how it goes, and its colour follows."""
    colour = recoloured(step.case, step.now, step.world.calendar)
    return {"progressed_at": step.now, "progress": note, "colour": colour}


def _by_department(step: Step, whistle: Whistle, note: str) -> list[Effect]:
    begun = reported_in(step, whistle) if whistle.state is WhistleState.WHISTLED else []
    if whistle.role is not WhistleRole.LEAD:
        return [*begun, Note(step.view.id, note, step.role)]
    state = step.case.state
    if begun and state is CaseState.WHISTLED:
        state = CaseState.REPORTED_IN
    row = find(state, Move.PROGRESS)
    to = row.to if row else state
    changes = told_progress(step, note)
    moved = MoveCase(step.view.id, Move.PROGRESS, to, step.role, note=note, changes=changes)
    return [*begun, moved]


def _told(step: Step) -> list[Effect]:
    """Reporters hear who has taken it up; of urgent matters also that work has begun."""
    if not step.facts.is_urgent:
        return _told_calmly(step)
    who = _who(step)
    told: list[Effect] = []
    if ON_SITE.search(step.note):
        told += step.voice.reporters(step.view, "told.on_site_reporter", who=who)
    elif step.whistle is not None and _reports_in(step) and not step.facts.is_emergency:
        told += told_of(step, step.whistle)
    elif step.case.state is not CaseState.EMERGENCY and (eta := eta_in(step.note)):
        told += step.voice.reporters(step.view, "told.promised_reporter", who=who, eta=eta)
    elif step.case.state in _NOT_BEGUN:
        told += step.voice.reporters(step.view, "told.begun_reporter", who=who)
    if step.case.state is CaseState.EMERGENCY and not is_at_desk(step.voice, step.speaker.id):
        told.append(step.voice.county("told.progress_duty", who=who, note=step.note))
    return told


def _told_calmly(step: Step) -> list[Effect]:
    """Reporters hear who has taken it up, or what day was promised; nothing of every small step."""
    if step.whistle is not None and _reports_in(step):
        return told_of(step, step.whistle)
    eta = eta_in(step.note)
    if not eta:
        return []
    said = step.voice.reporters(step.view, "told.promised_reporter", who=_who(step), eta=eta)
    return [*said]


def _who(step: Step) -> str:
    if step.role in DEPARTMENT and step.whistle is not None:
        return department_name(step.whistle.department_id, step.world)
    return step.who
