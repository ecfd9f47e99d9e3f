"""Which move each command of staff means, and which command an awaited answer belongs to."""

from handlers.dialogue.commands import Do
from handlers.situation import Situation
from storage.codes import Move, Role

MOVES = {
    Do.ACCEPT: Move.SELF_HANDLE,
    Do.PASS_UP: Move.PASS_UP,
    Do.WHISTLE: Move.WHISTLE,
    Do.REPORT_IN: Move.REPORT_IN,
    Do.REFUSE: Move.REFUSE,
    Do.PROGRESS: Move.PROGRESS,
    Do.FINISH: Move.FINISH,
    Do.NOT_TRUE: Move.FALSE_ALARM,
    Do.CONFIRM: Move.CONFIRM_ALARM,
    Do.HAND_OFF: Move.HAND_OFF,
    Do.ADMIT: Move.ADMIT,
    Do.APPROVE_REFUSAL: Move.APPROVE_REFUSAL,
    Do.DENY_REFUSAL: Move.DENY_REFUSAL,
    Do.RECLASSIFY: Move.RECLASSIFY,
    Do.RIGHT_CLASS: Move.RECLASSIFY,
    Do.ADD_HELPER: Move.WHISTLE,
    Do.DROP_HELPER: Move.RELEASE,
    Do.REASSIGN: Move.REASSIGN,
    Do.MERGE: Move.MERGE,
    Do.SPLIT: Move.SPLIT,
    Do.GUIDE: Move.GUIDE,
    Do.ESCALATE: Move.ESCALATE,
    Do.REMIND: Move.REMIND,
    Do.APPROVE_WHISTLE: Move.APPROVE_WHISTLE,
    Do.DENY_WHISTLE: Move.DENY_WHISTLE,
    # ---- more time, and questions
    Do.EXTEND: Move.EXTEND,
    Do.APPROVE_EXTENSION: Move.APPROVE_EXTENSION,
    Do.DENY_EXTENSION: Move.DENY_DEFERRAL,
    Do.SUSPEND: Move.SUSPEND,
    Do.APPROVE_SUSPENSION: Move.APPROVE_SUSPENSION,
    Do.DENY_SUSPENSION: Move.DENY_DEFERRAL,
    Do.RESUME: Move.RESUME,
    Do.QUESTION: Move.QUESTION,
}
WAITED_FOR = {
    "finish_note": Do.FINISH,
    "refusal_reason": Do.REFUSE,
    "progress_note": Do.PROGRESS,
    "extension_note": Do.EXTEND,
    "suspension_note": Do.SUSPEND,
    "question_words": Do.QUESTION,
}
_REFUSES = frozenset({Move.REASSIGN, Move.MERGE, Move.GUIDE})  # said by a department


def move_of(s: Situation, do: Do) -> Move:
    """The move a command means; a department that says "收到，这就去" reports in.

    What those on duty order a department only proposes: "并案" or "改派水利局" is its refusal.
    Where those on duty say "不归城管，给水利局" the lead is changed; the grid's "管不了" passes it up.
    """
    kind, move = kind_of(s), MOVES[do]
    if kind == "department":
        return {Do.ACCEPT: Move.REPORT_IN}.get(do, Move.REFUSE if move in _REFUSES else move)
    if do is Do.ESCALATE and kind == "grid" and Role.VILLAGE_CADRE not in s.speaker.roles():
        return Move.PASS_UP
    if do is Do.REFUSE:
        return {"duty": Move.REASSIGN, "grid": Move.PASS_UP}.get(kind, move)
    return move


def kind_of(s: Situation) -> str:
    """What kind of staff speaks: department, duty, leader, mediator or grid."""
    roles = s.speaker.roles()
    if roles & {Role.DEPARTMENT_CLERK, Role.DEPARTMENT_LEADER}:
        return "department"
    if roles & {Role.TOWNSHIP_DUTY, Role.COUNTY_DUTY, Role.CENTRE_OPERATOR}:
        return "duty"
    if Role.LEADER in roles:
        return "leader"
    return "mediator" if roles == {Role.MEDIATOR} else "grid"
