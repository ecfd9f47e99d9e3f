"""Questions about confidence: who told it (never answered), and how often it was looked at."""

from handlers.effects import Effect, Judge, Say
from handlers.permissions import is_hidden
from handlers.situation import CaseView, Situation
from handlers.speech import ToPerson
from handlers.texts import Text
from handlers.understanding.privacy import asks_who_looked, asks_who_told
from handlers.understanding.reading import Intent
from storage.codes import GroupKind


def asked(s: Situation) -> list[Effect] | None:
    """The answer to a question about confidence; None when the words ask something else."""
    if asks_who_told(s.message.text):
        return _who_told(s)
    if s.group is None and not s.speaker.is_staff and asks_who_looked(s.message.text):
        return _looked(s)
    return None


def _who_told(s: Situation) -> list[Effect]:
    """Nobody hears who told a matter, nor whether there is one; a residents' group hears nothing."""
    judged = Judge(Intent.ASK_PROGRESS.value)
    if s.group is not None and s.group.kind is GroupKind.RESIDENTS:
        return [judged]
    return [Say(ToPerson(s.speaker.id), Text("told.teller_is_kept")), judged]


def _looked(s: Situation) -> list[Effect] | None:
    """How often and by how many the speaker's own matter was looked at; never by whom."""
    view = _own(s)
    if view is None:
        return None
    times, people = s.looks.get(view.id, (0, 0))
    counted = {"times": times, "people": people}
    text = Text("resident.looks", counted) if times else Text("resident.no_looks")
    said = Say(ToPerson(s.speaker.id), text, view.id)
    return [said, Judge(Intent.ASK_PROGRESS.value, view.id)]


def _own(s: Situation) -> CaseView | None:
    """The confidential matter that the speaker told of: the one named, else the newest."""
    named = [s.named] if s.named is not None else s.mine
    told = (v for v in named if s.speaker.id in v.reporter_ids and is_hidden(v.case))
    return next(told, None)
