"""Whom a survey asks (3e): every reporter, a few neighbours, never the handler's own account."""

import hashlib
from datetime import datetime, timedelta

from handlers.directory import Directory
from handlers.effects import Effect, PlanSurvey, StartTimer
from handlers.lifecycle.facts import SILENT, UNSURVEYED
from handlers.lifecycle.notices import Voice
from handlers.lifecycle.sampling import is_sampled
from handlers.lifecycle.timing.deadlines import next_at
from handlers.permissions import avoided, avoided_departments
from handlers.situation import CaseView, World
from storage.codes import Level, ReportKind, Role, SurveyKind, TimerKind
from storage.tables.person import Person

_LOCAL = (Role.GRID_MEMBER, Role.GRID_LEAD, Role.VILLAGE_CADRE)
_COMES_BACK = frozenset({"noise", "street_vending"})
_DAY = timedelta(days=1)
_AGAIN_AFTER = timedelta(days=3)


def planned(
    view: CaseView, now: datetime, world: World, kind: SurveyKind = SurveyKind.RESULT
) -> list[Effect]:
    """Each of those to be asked has a survey of this round."""
    turn = view.case.reopen_count + 1
    return [PlanSurvey(view.id, one, turn, kind) for one in asked_of(view, now, world)]


def asked_of(view: CaseView, now: datetime, world: World) -> tuple[int, ...]:
    """Whoever told of it in their own words, and a few of those who only said "+1".

    Which few is told by the numbers of case and person, so that nobody picks them.
    """
    only_joined = {r.person_id for r in view.reports if r.kind is ReportKind.PLUS_ONE}
    told = {r.person_id for r in view.reports if r.kind is not ReportKind.PLUS_ONE}
    neighbours = sorted(only_joined - told, key=lambda one: _lot(view.case.number, one))
    kept = told | set(neighbours[: world.policy.survey_most_neighbours])
    bound = handling(view, now, world.directory)
    return tuple(one for one in view.reporter_ids if one in kept and one not in bound)


def second_look(view: CaseView, voice: Voice) -> list[Effect]:
    """Of a dispute it is asked a week later whether the promise was kept, of noise whether it is back."""
    leaf = voice.facts.leaf
    if leaf.top != "dispute" and leaf.id not in _COMES_BACK:
        return []
    policy, kind = voice.world.policy, SurveyKind.SECOND_LOOK
    due = next_at(policy.survey_hour, voice.now + policy.second_look_after - _DAY)
    timer = StartTimer(TimerKind.SECOND_LOOK, due, view.id, data={"kind": kind.value})
    asked = planned(view, voice.now, voice.world, kind)
    return [*asked, timer] if asked else []


def asked_again(view: CaseView, voice: Voice) -> list[Effect]:
    """Some closed cases are asked about once more, by telephone and by somebody else (3e)."""
    if not is_sampled(view.case.number) or voice.facts.is_closed_circle:
        return []
    kind, turn = SurveyKind.RESAMPLE, view.case.reopen_count + 1
    first = asked_of(view, voice.now, voice.world)[:1]
    due = next_at(voice.world.policy.survey_hour, voice.now + _AGAIN_AFTER)
    timer = StartTimer(TimerKind.SURVEY_ASK, due, view.id, data={"kind": kind.value})
    return [*(PlanSurvey(view.id, one, turn, kind) for one in first), *([timer] if first else [])]


def asked_when_late(view: CaseView, voice: Voice) -> list[Effect]:
    """The time ran out without an answer: the reporters are asked as well (Beijing art. 23)."""
    leaf_id, kind = voice.facts.leaf.id, SurveyKind.OVERDUE
    if leaf_id in UNSURVEYED | SILENT:
        return []
    due = next_at(voice.world.policy.survey_hour, voice.now)
    asked = planned(view, voice.now, voice.world, kind)
    timer = StartTimer(TimerKind.SURVEY_ASK, due, view.id, data={"kind": kind.value})
    return [*asked, timer] if asked else []


def handling(view: CaseView, now: datetime, directory: Directory) -> frozenset[int]:
    """The ids of whoever handled the case and of their line: grid, village, departments, owner."""
    case = view.case
    departments = {w.department_id for w in view.whistles} | avoided_departments(case)
    line = {person.id or 0 for role in _LOCAL for person in _seated(role, view, now, directory)}
    if case.level is Level.TOWNSHIP:
        duty = directory.responsible(Role.TOWNSHIP_DUTY, case.region_id, now)
        line |= {person.id or 0 for person in duty}
    staff = {
        person_id
        for person_id in directory.staff
        if any(post.department_id in departments for post in directory.posts_of(person_id))
    }
    return frozenset({case.owner_id or 0, *line, *staff, *avoided(case)})


def _seated(role: Role, view: CaseView, now: datetime, directory: Directory) -> tuple[Person, ...]:
    return tuple(
        person
        for region in directory.lineage(view.case.region_id)
        for person in directory.holders(role, now, region_id=region.id)
    )


def _lot(number: int, person_id: int) -> str:
    return hashlib.sha256(f"{number}:{person_id}".encode()).hexdigest()
