"""The duty chain (值班链): who is told of a danger, step after step, until one person confirms.

First by app: the county's duty officer, the township's, the grid member and the village, as far as
the circle of the leaf lets them know (3b#5). Five minutes later those at the desk again, their
deputies, and by phone; then a leader; then the line of 110, 119 and 120 by phone (3d). Absent people
are stood in for; where nobody sits at the county's desk, whoever is left of the county does.
"""

from collections.abc import Iterable

from handlers.effects import Effect, FinishTask, OpenTask, Say
from handlers.lifecycle.endings import ALARM_STEPS, alarm_calls
from handlers.lifecycle.notices import Voice, card, county_duty
from handlers.permissions import may_be_told
from handlers.situation import CaseView
from handlers.texts import render
from storage.codes import Level, Role, TaskKind
from storage.tables.person import Person

_LEADER_STEP, _LINE_STEP = ALARM_STEPS[1:]
_FIRST = (
    (Role.COUNTY_DUTY, "card.alarm_county", ("confirm", "not_true")),
    (Role.TOWNSHIP_DUTY, "card.alarm_township", ("confirm", "not_true")),
    (Role.GRID_MEMBER, "card.alarm_grid", ("progress",)),
    (Role.VILLAGE_CADRE, "card.alarm_grid", ("progress",)),
)


def begun(voice: Voice) -> list[Effect]:
    """Everybody of the chain who may know of the danger has its card."""
    return [
        voice.role(role, key, card("alarm", *names))
        for role, key, names in _FIRST
        if _is_seated(voice, role)
    ]


def repeated(voice: Voice, step: int, minutes: int, but: int | None = None) -> list[Effect]:
    """Nobody has confirmed: those on duty again, then a leader, then the line of 110, 119, 120."""
    shown = card("alarm", "confirm", "not_true")
    effects: list[Effect] = [voice.county("remind.alarm_duty", shown)]
    effects += [voice.person(p.id or 0, "remind.alarm_duty", shown) for p in deputies(voice, but)]
    if _is_seated(voice, Role.TOWNSHIP_DUTY):
        effects.append(voice.role(Role.TOWNSHIP_DUTY, "remind.alarm_duty", shown))
    if step >= _LEADER_STEP:
        effects += _leader_told(voice, minutes)
    return [*effects, _phone_call(voice, step, minutes)]


def confirmed(voice: Voice, who: str, speaker_id: int, minutes: int) -> list[Say]:
    """Everybody told so far knows who has it in hand, but the one who has."""
    told = [
        voice.role(role, "told.confirmed_others", who=who)
        for role, _, _ in _FIRST
        if _is_seated(voice, role) and not _holds(voice, role, speaker_id)
    ]
    steps = voice.world.policy.emergency_steps
    late = list(deputies(voice, speaker_id)) if minutes * 60 >= steps[0].total_seconds() else []
    if len(steps) > 1 and minutes * 60 >= steps[1].total_seconds():
        late += [p for p in leaders(voice)[:1] if p.id != speaker_id]
    return [*told, *(voice.person(p.id or 0, "told.confirmed_others", who=who) for p in late)]


def calls_done(case_id: int) -> list[Effect]:
    """No phone call of the chain is waited for any more."""
    return [FinishTask(key) for key in alarm_calls(case_id)]


def deputies(voice: Voice, but: int | None = None) -> list[Person]:
    """Everybody at the county's desk after the first, and nobody complained of."""
    directory = voice.world.directory
    seated = directory.responsible(Role.COUNTY_DUTY, directory.top.id, voice.now)[1:]
    return [p for p in seated if p.id not in voice.facts.avoid.person_ids and p.id != but]


def _leader_told(voice: Voice, minutes: int) -> list[Effect]:
    shown = card("alarm", "confirm")
    return [
        voice.person(p.id or 0, "remind.alarm_leader", shown, minutes=minutes)
        for p in leaders(voice)[:1]
    ]


def leaders(voice: Voice) -> list[Person]:
    """The leaders who may know of it, the first to be asked first; nobody complained of."""
    if not may_be_told(voice.facts.leaf.id, Role.LEADER):
        return []
    directory = voice.world.directory
    found = directory.responsible(Role.LEADER, directory.top.id, voice.now)
    return [p for p in found if p.id not in voice.facts.avoid.person_ids]


def _phone_call(voice: Voice, step: int, minutes: int) -> Effect:
    """A person rings those who did not answer the app, at last the line of the rescuers."""
    leaf = voice.facts.leaf.short_name
    if step >= _LINE_STEP:
        title = render("task_title.alarm_call_line", minutes=minutes, leaf=leaf)
    else:
        names = _named([*_on_duty(voice), *(leaders(voice)[:1] if step >= _LEADER_STEP else ())])
        title = render("task_title.alarm_call_duty", minutes=minutes, names=names, leaf=leaf)
    key = f"phone:{{case_id}}:{min(step, _LINE_STEP)}"
    return OpenTask(key, TaskKind.PHONE_CALL, title, voice.facts.ref, county_duty(voice.world))


def _on_duty(voice: Voice) -> list[Person]:
    directory, avoid = voice.world.directory, voice.facts.avoid.person_ids
    found = list(directory.desk(voice.now))
    if _is_seated(voice, Role.TOWNSHIP_DUTY):
        found += directory.responsible(Role.TOWNSHIP_DUTY, voice.facts.region_id, voice.now)[:1]
    return [p for p in found if p.id not in avoid]


def _named(people: Iterable[Person]) -> str:
    """People with their telephones, for whoever is to ring them: 县值班 0375-5500123."""
    told = (f"{p.name} {p.phone}".strip() for p in people)
    return "、".join(dict.fromkeys(told))


def _is_seated(voice: Voice, role: Role) -> bool:
    """True when the role may know of the danger and somebody holds it for the place.

    The county's desk and the grid always have somebody: who is away is stood in for.
    """
    if not may_be_told(voice.facts.leaf.id, role):
        return False
    if role in (Role.COUNTY_DUTY, Role.GRID_MEMBER):
        return True
    directory = voice.world.directory
    return bool(directory.responsible(role, voice.facts.region_id, voice.now))


def is_at_desk(voice: Voice, person_id: int) -> bool:
    """True when a word to the county's desk would only reach the person themselves."""
    return _holds(voice, Role.COUNTY_DUTY, person_id)


def _holds(voice: Voice, role: Role, person_id: int) -> bool:
    """True when a word to this role would only reach the person themselves."""
    directory = voice.world.directory
    where = directory.top.id if role is Role.COUNTY_DUTY else voice.facts.region_id
    return any(p.id == person_id for p in directory.responsible(role, where, voice.now)[:1])


def minutes_since(voice: Voice, view: CaseView) -> int:
    """How many minutes ago the danger was told."""
    return round((voice.now - view.case.opened_at).total_seconds() / 60)


def level_of(role: Role) -> Level:
    """The level on which somebody of this role has the danger in hand."""
    return Level.TOWNSHIP if role is Role.TOWNSHIP_DUTY else Level.COUNTY
