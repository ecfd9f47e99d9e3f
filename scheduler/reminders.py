"""Nudges the person who owes a step: accepting, reporting in."""

from handlers.effects import CaseChanges, Effect, MoveCase, Note, OpenTask
from handlers.governance.letters import drafts_for
from handlers.lifecycle.deferrals.questions import is_waiting
from handlers.lifecycle.facts import facts_of
from handlers.lifecycle.notices import Voice, card, county_duty, department_name
from handlers.lifecycle.transitions import AT_WORK, find
from handlers.lifecycle.whistles.passing_up import passed_up, to_duty
from handlers.situation import CaseSituation, CaseView
from handlers.texts import render
from handlers.wording import when
from storage.codes import CaseState, LetterRule, Level, Move, Role, TaskKind, WhistleState
from storage.tables.case import Whistle
from storage.tables.timer import Timer


def voice_of(situation: CaseSituation) -> Voice:
    """Speaks about the case the timer belongs to."""
    facts = facts_of(situation.view, situation.world)
    return Voice(facts, situation.now, situation.world)


# ---- accepting, and the grid's own try


def accept_half(situation: CaseSituation, _timer: Timer) -> list[Effect]:
    """Half the time for accepting is over: the owner is reminded."""
    case, now = situation.view.case, situation.now
    if (
        not _is_unaccepted(situation.view)
        or case.accept_due_at is None
        or now >= case.accept_due_at
    ):
        return []
    voice, accept = voice_of(situation), when(case.accept_due_at, now)
    shown = card("reminder", "accept", "pass_up")
    if case.owner_id is None:
        return [voice.role(Role.GRID_MEMBER, "remind.accept_half", shown, accept=accept)]
    return [voice.person(case.owner_id, "remind.accept_half", shown, accept=accept)]


def accept_due(situation: CaseSituation, _timer: Timer) -> list[Effect]:
    """Nobody has accepted in time: the village has it now, or whoever is on duty."""
    view, voice = situation.view, voice_of(situation)
    if not _is_unaccepted(view):
        return []
    directory = situation.world.directory
    cadres = directory.responsible(Role.VILLAGE_CADRE, view.case.region_id, situation.now)
    kept = [p for p in cadres if p.id not in voice.facts.avoid.person_ids]
    if not kept or view.case.level is not Level.GRID or voice.facts.is_closed_circle:
        return to_duty(view, voice, "card.because_not_accepted")
    changes: CaseChanges = {"owner_id": kept[0].id, "level": Level.VILLAGE}
    shown = card("takeover", "accept", "pass_up", "not_true")
    who = render("role.village_cadre")
    grid = directory.grid_team(view.case.region_id, situation.now)
    team = [p for p in grid if p.id != kept[0].id]
    return [
        MoveCase(view.id, Move.ESCALATE, view.case.state, Role.BOT, changes=changes),
        voice.role(Role.VILLAGE_CADRE, "remind.accept_due_next", shown),
        *(voice.person(p.id or 0, "remind.accept_due_grid", who=who) for p in team),
    ]


def accept_takeover(situation: CaseSituation, _timer: Timer) -> list[Effect]:
    """Nobody has accepted in one and a half times the time: those on duty take it over."""
    view = situation.view
    if not _is_unaccepted(view) or view.case.level not in (Level.GRID, Level.VILLAGE):
        return []
    return to_duty(view, voice_of(situation), "card.because_not_accepted")


def self_handle_due(situation: CaseSituation, _timer: Timer) -> list[Effect]:
    """The grid's time for trying is used up: departments are whistled without its asking."""
    view, voice = situation.view, voice_of(situation)
    row = find(view.case.state, Move.PASS_UP)
    if view.lead is not None or row is None or Role.BOT not in row.by:
        return []
    lead = voice.route.lead
    move = MoveCase(view.id, Move.PASS_UP, row.to, Role.BOT)
    effects = passed_up(view, voice, move)
    in_grid = view.case.level in (Level.GRID, Level.VILLAGE)
    if lead is not None and view.case.owner_id is not None and in_grid:
        effects.append(voice.person(view.case.owner_id, "remind.self_due", name=lead.name))
    return effects


def _is_unaccepted(view: CaseView) -> bool:
    return view.case.state is CaseState.REGISTERED and view.case.accepted_at is None


# ---- reporting in


def report_in_half(situation: CaseSituation, _timer: Timer) -> list[Effect]:
    """Half the time for reporting in is over: the departments that have not are reminded."""
    now, voice = situation.now, voice_of(situation)
    waiting = (w for w in _not_reported_in(situation) if w.report_in_due_at > now)
    return [
        voice.department(
            w.department_id,
            "remind.report_in_half",
            card("reminder", "report_in"),
            report_in=when(w.report_in_due_at, now),
        )
        for w in waiting
    ]


def report_in_due(situation: CaseSituation, _timer: Timer) -> list[Effect]:
    """A department has not reported in: itself, its leader and the centre know; it is counted."""
    late = [w for w in _not_reported_in(situation) if w.report_in_due_at <= situation.now]
    if not late:
        return []
    voice = voice_of(situation)
    names = "、".join(department_name(w.department_id, situation.world) for w in late)
    return [
        Note(situation.view.id, render("remind.report_in_noted", names=names)),
        *(effect for w in late for effect in _pressed(situation, voice, w)),
        voice.county("remind.report_in_centre", names=names),
        *(_ordered(situation) if any(w.designated for w in late) else ()),
    ]


def _ordered(situation: CaseSituation) -> list[Effect]:
    """Named in writing and still not there: an order is drafted (督办情形: 拒收)."""
    return drafts_for(situation, LetterRule.NOT_TAKEN)


def _pressed(situation: CaseSituation, voice: Voice, whistle: Whistle) -> list[Effect]:
    world, now = situation.world, situation.now
    leaders = world.directory.holders(
        Role.DEPARTMENT_LEADER, now, department_id=whistle.department_id
    )
    name = department_name(whistle.department_id, world)
    task = OpenTask(
        f"report_in:{whistle.id}",
        TaskKind.PHONE_CALL,
        render("task_title.report_in_call", name=name),
        situation.view.id,
        county_duty(world),
    )
    shown = card("overdue", "report_in")
    return [
        voice.department(whistle.department_id, "remind.report_in_due", shown),
        *(voice.person(p.id or 0, "remind.report_in_leader") for p in leaders[:1]),
        task,
    ]


def _not_reported_in(situation: CaseSituation) -> list[Whistle]:
    if situation.view.case.state not in AT_WORK:
        return []
    whistled = (w for w in situation.view.in_force if w.state is WhistleState.WHISTLED)
    return [w for w in whistled if not is_waiting(w)]
