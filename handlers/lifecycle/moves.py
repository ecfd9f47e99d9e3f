"""What becomes of a wish to move a case: the move, or a kind word on what can be done instead."""

from collections.abc import Callable
from datetime import datetime

from handlers.effects import Effect, Say
from handlers.lifecycle import transitions
from handlers.lifecycle.admitting import admit
from handlers.lifecycle.alarms.alarm_moves import confirm_alarm, false_alarm, hand_off
from handlers.lifecycle.consults.consulting import consult
from handlers.lifecycle.consults.ladder import escalate
from handlers.lifecycle.consults.minutes import conclude, sign
from handlers.lifecycle.contacting import contacted
from handlers.lifecycle.deferrals.denying import deny as deny_deferral
from handlers.lifecycle.deferrals.extending import approve_extension, extend
from handlers.lifecycle.deferrals.suspending import approve_suspension, resume, suspend, taken_up
from handlers.lifecycle.deferrals.waiting import ask
from handlers.lifecycle.endings import close
from handlers.lifecycle.finishing import finish
from handlers.lifecycle.guiding import guide
from handlers.lifecycle.kin.merging import merge
from handlers.lifecycle.kin.splitting import split
from handlers.lifecycle.progressing import progress
from handlers.lifecycle.reassigning import reassign, release
from handlers.lifecycle.reclassifying import reclassify
from handlers.lifecycle.refusals import refuse
from handlers.lifecycle.reminding import remind
from handlers.lifecycle.reopening import reopen
from handlers.lifecycle.resident_moves import withdraw
from handlers.lifecycle.rulings import approve, deny
from handlers.lifecycle.staff_moves import note, pass_up, self_handle, whistle
from handlers.lifecycle.whistles.approving import approve_whistle, deny_whistle
from handlers.lifecycle.whistles.department_moves import report_in
from handlers.lifecycle.wishes import Step, Wish
from handlers.permissions import may, roles_on
from handlers.situation import CaseView, Speaker, World
from handlers.speech import ToPerson
from handlers.texts import Text, render
from storage.codes import CaseState, Deferral, Move, Role, WhistleState

__all__ = ["Wish", "choices", "decide", "possible"]

_MOVES: dict[Move, Callable[[Step], list[Effect]]] = {
    Move.SELF_HANDLE: self_handle,
    Move.PASS_UP: pass_up,
    Move.WHISTLE: whistle,
    Move.REPORT_IN: report_in,
    Move.REFUSE: refuse,
    Move.APPROVE_REFUSAL: approve,
    Move.DENY_REFUSAL: deny,
    Move.PROGRESS: progress,
    Move.FINISH: finish,
    Move.CLOSE: close,
    Move.REOPEN: reopen,
    Move.WITHDRAW: withdraw,
    Move.FALSE_ALARM: false_alarm,
    Move.CONFIRM_ALARM: confirm_alarm,
    Move.HAND_OFF: hand_off,
    Move.ADMIT: admit,
    Move.ESCALATE: escalate,
    Move.REMIND: remind,
    Move.NOTE: note,
    Move.RECLASSIFY: reclassify,
    Move.MERGE: merge,
    Move.SPLIT: split,
    Move.GUIDE: guide,
    Move.REASSIGN: reassign,
    Move.RELEASE: release,
    # ---- more time, and questions
    Move.EXTEND: extend,
    Move.APPROVE_EXTENSION: approve_extension,
    Move.SUSPEND: suspend,
    Move.APPROVE_SUSPENSION: approve_suspension,
    Move.DENY_DEFERRAL: deny_deferral,
    Move.RESUME: resume,
    Move.QUESTION: ask,
    Move.CONSULT: consult,
    Move.CONCLUDE: conclude,
    Move.SIGN: sign,
    Move.APPROVE_WHISTLE: approve_whistle,
    Move.DENY_WHISTLE: deny_whistle,
}
_BESIDE = (
    Move.ADMIT,
    Move.CLOSE,
    Move.NOTE,
    Move.ESCALATE,
    Move.REMIND,
    Move.RECLASSIFY,
    Move.MERGE,
    Move.SPLIT,
    Move.RELEASE,
    Move.EXTEND,
    Move.SUSPEND,
    Move.QUESTION,
    Move.DENY_DEFERRAL,
    Move.CONSULT,
    Move.CONCLUDE,
    Move.APPROVE_WHISTLE,
    Move.DENY_WHISTLE,
)
_SAID_IN_CHAT = tuple(m for m in _MOVES if m not in _BESIDE)
_SAID = {
    Move.SIGN: "told.say_sign",
    # what people type, where it differs from the name of the move
    Move.REOPEN: "told.say_reopen",
    Move.FALSE_ALARM: "told.say_false_alarm",
    Move.CONFIRM_ALARM: "told.say_confirm_alarm",
}
_RULINGS = (Move.APPROVE_REFUSAL, Move.DENY_REFUSAL)
_GRANTS = {
    Deferral.EXTENSION: Move.APPROVE_EXTENSION,
    Deferral.SUSPENSION: Move.APPROVE_SUSPENSION,
}
_FIRST = (
    # of several posts the one nearest to the work acts
    Role.RESIDENT,
    Role.GRID_MEMBER,
    Role.GRID_LEAD,
    Role.VILLAGE_CADRE,
    Role.DEPARTMENT_CLERK,
    Role.DEPARTMENT_LEADER,
    Role.POLICE,
    Role.CHILD_OFFICER,
    Role.TOWNSHIP_DUTY,
    Role.CENTRE_OPERATOR,
    Role.COUNTY_DUTY,
    Role.LEADER,
)


def decide(wish: Wish, now: datetime, world: World) -> list[Effect]:
    """The wish comes true, or the speaker hears politely why not and what they can do."""
    row = transitions.find(wish.view.case.state, wish.move)
    permit = may(wish.speaker, wish.view, wish.move, world.directory)
    if not permit and permit.refusal == "told.not_yours":
        return [_say(wish, permit.refusal)]
    carry_out = _MOVES.get(wish.move)
    if row is None or carry_out is None:
        return [_not_now(wish, world)]
    acting = permit.roles & row.by
    if not acting:
        return [_not_theirs(wish, world)]
    role = min(acting, key=_FIRST.index)
    step = Step(wish, role, row.to, now, world)
    effects = carry_out(step)
    return taken_up(step, [*effects, *contacted(step, effects)])


def choices(wish: Wish, world: World) -> tuple[Move, ...]:
    """What the speaker can do with the case now, in the order of the work."""
    open_to = possible(wish.speaker, wish.view, world)
    return tuple(m for m in _SAID_IN_CHAT if m in open_to)


def possible(speaker: Speaker, view: CaseView, world: World) -> tuple[Move, ...]:
    """Every move the speaker can make now, also those that are not named in a chat's answer."""
    roles = roles_on(speaker, view, world.directory)
    open_to = {m for role in roles for m in transitions.legal(view.case.state, role)}
    if not any(w.state is WhistleState.REFUSAL_PENDING for w in view.in_force):
        open_to -= set(_RULINGS)
    open_to -= {m for kind, m in _GRANTS.items() if kind is not view.case.deferral}
    return tuple(m for m in _MOVES if m in open_to)


def _not_now(wish: Wish, world: World) -> Say:
    state = wish.view.case.state
    if state is CaseState.EMERGENCY and wish.move is Move.WITHDRAW:
        return _say(wish, "told.alarm_not_withdrawn")
    said = {"state": render(f"case_state.{state.value}"), "move": render(f"move.{wish.move.value}")}
    return _say(wish, "told.not_now", can=_can(wish, world), **said)


def _not_theirs(wish: Wish, world: World) -> Say:
    move = render(f"move.{wish.move.value}")
    return _say(wish, "told.not_your_move", move=move, can=_can(wish, world))


def _can(wish: Wish, world: World) -> str:
    """What the speaker can answer now, as a sentence."""
    moves = "、".join(render(_SAID.get(m, f"move.{m.value}")) for m in choices(wish, world))
    return render("told.can", moves=moves) if moves else render("told.can_nothing")


def _say(wish: Wish, key: str, **params: object) -> Say:
    return Say(ToPerson(wish.speaker.id), Text(key, params), wish.view.id)
