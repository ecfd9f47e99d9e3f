"""When a letter is drafted, to which unit and why (domain 2.5, 3d); a person signs it later."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from handlers.effects import DraftLetter, Effect, Say
from handlers.governance.units import Unit, unit_of
from handlers.lifecycle.colours import is_overdue
from handlers.lifecycle.facts import facts_of
from handlers.lifecycle.notices import county_duty
from handlers.lifecycle.timing.deadlines import not_before
from handlers.lifecycle.transitions import AT_WORK, OPEN
from handlers.permissions import avoided
from handlers.situation import CaseSituation, CaseView, World
from handlers.speech import Button, Card, To, ToPerson
from handlers.texts import Text, render
from handlers.wording import in_full, number
from storage.codes import LetterKind, LetterRule, Role, WhistleState

KIND_OF = {
    LetterRule.OVERDUE: LetterKind.REMINDER,
    LetterRule.LONG_OVERDUE: LetterKind.SUPERVISION,
    LetterRule.NOT_TAKEN: LetterKind.SUPERVISION,
    LetterRule.CONSULT_OVERDUE: LetterKind.SUPERVISION,
    LetterRule.TWICE_UNSATISFIED: LetterKind.SUPERVISION,
}
_LATE = (LetterRule.OVERDUE, LetterRule.LONG_OVERDUE, LetterRule.CONSULT_OVERDUE)


@dataclass(frozen=True)
class Grounds:
    """Of which kind a letter is, by which rule, why, and who wrote it (nobody: by rule)."""

    kind: LetterKind
    rule: LetterRule
    reasons: tuple[str, ...]
    drafter_id: int | None = None
    by_centre: bool = False
    avoid: frozenset[int] = frozenset()  # those complained of never hear of it


def drafts_for(situation: CaseSituation, rule: LetterRule) -> list[Effect]:
    """The draft of the letter that `rule` asks for now; nothing where the rule does not hold.

    Asking again drafts nothing new: one 提示函 for a unit in each round of the work, one 督办单
    for each rule. It is only a draft: whoever may sign it is told, nobody else.
    """
    unit = unit_of(situation.view, situation.world)
    kind = KIND_OF.get(rule)
    if unit is None or kind is None or not _holds(situation, rule):
        return []
    kept = avoided(situation.view.case)
    grounds = Grounds(kind, rule, (_reason(situation, rule),), avoid=kept)
    return [draft_of(situation.view, unit, grounds, situation.now, situation.world)]


def twice_unsatisfied(view: CaseView, times: int, now: datetime, world: World) -> list[Effect]:
    """The supervision order for a case that has just been opened again for the second time."""
    unit = unit_of(view, world)
    if unit is None:
        return []
    rule = LetterRule.TWICE_UNSATISFIED
    reason = render(f"letter_reason.{rule.value}", case=case_named(view, world), times=times)
    grounds = Grounds(KIND_OF[rule], rule, (reason,), avoid=avoided(view.case))
    return [draft_of(view, unit, grounds, now, world)]


def draft_of(
    view: CaseView, unit: Unit, grounds: Grounds, now: datetime, world: World
) -> DraftLetter:
    """A letter about a case to a unit, and the words to those who may sign it."""
    of = grounds.rule if grounds.kind is LetterKind.SUPERVISION else grounds.kind
    by_hand = f":{now:%Y%m%d%H%M%S}" if grounds.drafter_id is not None else ""
    return DraftLetter(
        key=f"case:{view.id}:{unit.key}:{of.value}:{view.case.reopen_count}{by_hand}",
        kind=grounds.kind,
        rule=grounds.rule,
        reasons=grounds.reasons,
        case_id=view.id,
        department_id=unit.department_id,
        region_id=unit.region_id,
        data=_data(view, world),
        drafter_id=grounds.drafter_id,
        told=tuple(told_of_draft(unit, grounds, now, world)),
    )


def told_of_draft(unit: Unit, grounds: Grounds, now: datetime, world: World) -> list[Say]:
    """A 提示函 waits for the centre; a 督办单 and a 警示函 for a leader, and the centre knows.

    Whoever wrote it by hand knows its number; a centre that wrote it is not told twice.
    """
    said = {"unit": unit.name, "reason": "；".join(grounds.reasons)}
    shown = Card(
        Text("letter.title_draft"),
        (
            Button("letter:sign:{letter_id}", render("letter.button_sign")),
            Button("letter:void:{letter_id}", render("letter.button_void")),
        ),
    )
    writer: list[To] = [ToPerson(grounds.drafter_id)] if grounds.drafter_id is not None else []
    centre = [] if grounds.by_centre else [_centre(grounds, now, world)]
    if grounds.kind is LetterKind.REMINDER:
        seat: To = writer[0] if grounds.by_centre else _centre(grounds, now, world)
        known = [] if grounds.by_centre else writer
        asked, names = [Say(seat, Text("letter.draft", said), card=shown)], render("letter.centre")
    else:
        known = [*writer, *centre]
        asked, names = _leaders_asked(grounds, Text("letter.draft", said), shown, now, world)
    told = Text("letter.draft_known", {**said, "leader": names or render("letter.no_leader")})
    return [*asked, *(Say(to, told) for to in known)]


def _leaders_asked(
    grounds: Grounds, text: Text, shown: Card, now: datetime, world: World
) -> tuple[list[Say], str]:
    """The first leader who may sign is asked, outside of the quiet hours; and who that is."""
    leaders = world.directory.responsible(Role.LEADER, world.directory.top.id, now)
    chosen = [p for p in leaders if p.id not in {grounds.drafter_id, *grounds.avoid}][:1]
    held = not_before(now, world.policy, urgent=False)
    asked = [Say(ToPerson(p.id or 0), text, card=shown, not_before=held) for p in chosen]
    return asked, "、".join(p.name for p in chosen)


def _centre(grounds: Grounds, now: datetime, world: World) -> To:
    """The county's seat, or whoever at it is not complained of."""
    held = world.directory.responsible(Role.COUNTY_DUTY, world.directory.top.id, now)
    kept = [p for p in held if p.id not in grounds.avoid]
    if kept == list(held) or not kept:
        return county_duty(world)
    return ToPerson(kept[0].id or 0)


def case_named(view: CaseView, world: World) -> str:
    """The case as a letter names it: with its title, unless only a few may know of it."""
    case = view.case
    is_hidden = case.is_confidential or facts_of(view, world).is_closed_circle
    title = render("letter.hidden_title") if is_hidden else case.title
    return f"{number(case.number)}【{title}】"


def _data(view: CaseView, world: World) -> dict[str, str]:
    """What the form says of the case: its name, when it was handed over, until when it was due."""
    case = view.case
    handed = view.lead.whistled_at if view.lead is not None else case.opened_at
    return {
        "case": case_named(view, world),
        "assigned": in_full(handed),
        "due": in_full(case.resolve_due_at) if case.resolve_due_at else "",
    }


# ---- the rules


def _holds(situation: CaseSituation, rule: LetterRule) -> bool:
    """Whether what the rule speaks of is true now; whoever asks may be late."""
    case, now = situation.view.case, situation.now
    if rule in _LATE:
        return is_overdue(case, now)
    return _HOLDS[rule](situation)


def _is_not_taken(situation: CaseSituation) -> bool:
    """The department has not reported in, though its time is over."""
    lead = situation.view.lead
    if lead is None or situation.view.case.state not in AT_WORK:
        return False
    return lead.state is WhistleState.WHISTLED and lead.report_in_due_at <= situation.now


def _is_twice_unsatisfied(situation: CaseSituation) -> bool:
    case = situation.view.case
    return case.state in OPEN and case.reopen_count >= 2


_HOLDS: dict[LetterRule, Callable[[CaseSituation], bool]] = {
    LetterRule.NOT_TAKEN: _is_not_taken,
    LetterRule.TWICE_UNSATISFIED: _is_twice_unsatisfied,
}


def _reason(situation: CaseSituation, rule: LetterRule) -> str:
    """Why, in one sentence with the number of the case."""
    view, lead = situation.view, situation.view.lead
    case = view.case
    return render(
        f"letter_reason.{rule.value}",
        case=case_named(view, situation.world),
        due=in_full(case.resolve_due_at) if case.resolve_due_at else "",
        report_in=in_full(lead.report_in_due_at) if lead is not None else "",
        times=case.reopen_count,
    )
