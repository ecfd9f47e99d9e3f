"""What was mended is as it was: its reporter says so unasked, and it is opened again (3b#20, 21)."""

from handlers.dialogue.progress import NOT_SOLVED
from handlers.duplicates import spots
from handlers.effects import Effect
from handlers.permissions import is_hidden
from handlers.situation import CaseView, Situation
from handlers.survey import callback
from handlers.understanding.reading import Cue, Intent, Matter, Reading

_BRIEF = 30  # letters; of more than that the kind of matter must be told
_SAYS_SO = frozenset({Intent.SUPPLEMENT, Intent.SURVEY_REPLY, Intent.CHIT_CHAT, Intent.JOKE})


def decide(s: Situation, reading: Reading) -> list[Effect] | None:
    """The speaker's own matter at the same spot is opened again; None where nothing came back."""
    if s.speaker.is_staff or s.draft is not None or reading.emergency is not None:
        return None
    if Cue.STILL_BROKEN not in reading.cues:
        return None
    view = _of_report(s, reading) if reading.is_report else _of_words(s, reading)
    return callback.reopen(s, view) if view is not None else None


def _of_report(s: Situation, reading: Reading) -> CaseView | None:
    """The matter told again, of the same kind and nowhere else."""
    lead = reading.matters[0]
    if len(reading.matters) > 1 or reading.is_unsure:
        return None
    return next((v for v in _ended(s) if v.case.leaf == lead.leaf and _is_there(lead, v)), None)


def _of_words(s: Situation, reading: Reading) -> CaseView | None:
    """The only matter that 还是没修好, said in the group where it was told, can mean."""
    words = s.message.text
    is_meant = reading.intent in _SAYS_SO and NOT_SOLVED.search(words) is not None
    if s.group is None or not is_meant or len(words) > _BRIEF:
        return None
    ended = [v for v in _ended(s) if v.case.group_id == s.group.id]
    return ended[0] if len(ended) == 1 else None


def _ended(s: Situation) -> list[CaseView]:
    """What the speaker told of and was answered or closed so lately that it may be opened again."""
    return [v for v in s.mine if callback.may_be_reopened(s, v) and _is_of_late(s, v)]


def _is_of_late(s: Situation, view: CaseView) -> bool:
    ended = view.case.closed_at or view.case.answered_at
    is_of_late = ended is not None and s.now - ended <= s.world.policy.reopen_within
    return is_of_late and not (s.group is not None and is_hidden(view.case))


def _is_there(lead: Matter, view: CaseView) -> bool:
    """True where no place is told, the same words, or the same numbered spot."""
    told, known = lead.place.text, view.case.place
    if not told or not known or told in known or known in told:
        return True
    return bool(spots(told) & spots(known))
