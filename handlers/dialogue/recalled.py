"""A speaker took a message back on their phone."""

from handlers.effects import DropDraft, Effect, Judge, KeepDraft
from handlers.intake.possible_dangers import is_asked
from handlers.situation import Situation
from handlers.understanding.reading import Intent
from storage.codes import MessageKind


def decide(s: Situation) -> list[Effect]:
    """A recalled fragment leaves its draft; what already became a case stays with the case."""
    judged = Judge(Intent.RECALL_NOTICE.value)
    draft = s.draft
    gone = next((m for m in s.recent if m.key == s.message.data.get("key")), None)
    if draft is None or is_asked(draft):
        return [judged]  # whoever was asked about a danger is asked after, also when it is recalled
    if gone is None or gone.id not in draft.message_ids:
        return [judged]
    rest = tuple(i for i in draft.message_ids if i != gone.id)
    if not rest:
        return [DropDraft(draft.id or 0), judged]
    text = "\n".join(line for line in draft.text.split("\n") if line != gone.text)
    kept = KeepDraft(
        draft.conversation_id,
        draft.person_id,
        rest,
        text,
        draft.started_at,
        draft.settle_at,
        tuple((pair[0], pair[1]) for pair in draft.joined_ids),
        draft.asked,
        {} if gone.kind is MessageKind.LOCATION else None,
    )
    return [kept, judged]
