"""A reporter says what the department lacked (R4): it has the words, and its clock runs on."""

from handlers.effects import AddReport, Effect, Judge, Say
from handlers.intake.account import here
from handlers.lifecycle.facts import facts_of
from handlers.lifecycle.notices import Voice
from handlers.lifecycle.questions import supplied, waiting
from handlers.situation import CaseView, Situation
from handlers.texts import Text
from handlers.understanding.reading import Intent, Reading
from storage.codes import MessageKind, ReportKind

_SAYS_NOTHING = frozenset({Intent.GREETING, Intent.THANKS, Intent.ASK_PROGRESS, Intent.RETRACT})
_TELLS = frozenset({Intent.SUPPLEMENT, Intent.REPORT})
_FEWEST = 2


def decide(s: Situation, reading: Reading) -> list[Effect] | None:
    """The reporter's words go to the department that waits for them; None when nobody does."""
    view = next((v for v in s.mine if waiting(v) is not None), None)
    whistle = waiting(view) if view is not None else None
    if view is None or whistle is None or not _answers(s, view, reading):
        return None
    voice = Voice(facts_of(view, s.world), s.now, s.world)
    return [
        AddReport(
            view.id, s.speaker.id, ReportKind.SUPPLEMENT, (s.message.id or 0,), s.message.text
        ),
        *supplied(view, voice, whistle, s.message.text),
        *([] if s.group else [Say(here(s), Text("intake.supplemented"), view.id)]),
        Judge(Intent.SUPPLEMENT.value, view.id),
    ]


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
    known = {view.case.leaf}
    return reading.is_report and not reading.is_unsure and reading.matters[0].leaf not in known
