"""Which move each command of staff means, and which command an awaited answer belongs to."""

from handlers.dialogue.commands import Do
from storage.codes import Move

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
