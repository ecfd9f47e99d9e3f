"""A reporter answers what was asked (3d, R4): whoever asked has the words, and the clock runs on."""

from handlers.effects import AddReport, Effect, Judge, Say
from handlers.intake.account import SURE, here
from handlers.lifecycle.deferrals.questions import supplied, waiting
from handlers.lifecycle.deferrals.waiting import answered, is_asked
from handlers.lifecycle.facts import facts_of
from handlers.lifecycle.notices import Voice
from handlers.situation import CaseView, Situation
from handlers.texts import Text
from handlers.understanding.reading import Intent, Reading
from storage.codes import MessageKind, ReportKind

_SAYS_NOTHING = frozenset({Intent.GREETING, Intent.THANKS, Intent.ASK_PROGRESS, Intent.RETRACT})
_TELLS = frozenset({Intent.SUPPLEMENT, Intent.REPORT})
_FEWEST = 2


def decide(s: Situation, reading: Reading) -> list[Effect] | None:
    """The reporter's words go to the department that waits for them; None when nobody does."""
    view = next((v for v in s.mine if waiting(v) is not None or is_asked(v.case)), None)
    if view is None or not _answers(s, view, reading):
        return None
    voice = Voice(facts_of(view, s.world), s.now, s.world)
    return [
        AddReport(
            view.id, s.speaker.id, ReportKind.SUPPLEMENT, (s.message.id or 0,), s.message.text
        ),
        *_passed_on(view, voice, s.message.text),
        *([] if s.group else [Say(here(s), Text("intake.supplemented"), view.id)]),
        Judge(Intent.SUPPLEMENT.value, view.id),
    ]


def _passed_on(view: CaseView, voice: Voice, words: str) -> list[Effect]:
    """Whoever asked has the words: a department that lacks something (R4), or the handler."""
    whistle = waiting(view)
    told = supplied(view, voice, whistle, words) if whistle is not None else []
    return [*told, *(answered(view, voice, words) if is_asked(view.case) else [])]


def _answers(s: Situation, view: CaseView, reading: Reading) -> bool:
    """True for a picture, or words that can be the answer; in a group only what tells of a place."""
    if s.message.kind is MessageKind.IMAGE:
        return s.group is None
    if reading.emergency is not None or reading.intent in _SAYS_NOTHING or s.draft is not None:
        return False
    if len(s.message.text.strip()) < _FEWEST or _is_another_matter(view, reading):
        return False
    return s.group is None or (reading.place.is_specific and reading.intent in _TELLS)


def _is_another_matter(view: CaseView, reading: Reading) -> bool:
    if not reading.is_report or reading.is_unsure:
        return False
    told = reading.matters[0]
    return told.leaf != view.case.leaf and told.confidence >= SURE
