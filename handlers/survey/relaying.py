"""The reporter's words reach whoever handled the matter, as far as the reporter allowed (2.3, 3e)."""

from handlers.effects import Effect, MarkRelayed, Say
from handlers.lifecycle.notices import Voice
from handlers.situation import CaseView
from handlers.texts import render
from handlers.understanding.opinions import MANNERS, NO, YES, read_opinion, without_scores
from storage.tables.survey import Survey

_FEW = 8  # letters: "解决了，挺好" tells nothing that "closed" did not


def relayed(survey: Survey, view: CaseView, voice: Voice, name: str) -> list[Effect]:
    """The words are passed on once, without any score; never when the reporter said no.

    Words about how people were treated do not go to those people: the county's desk reads them.
    """
    words = without_scores(survey.remark)
    says_little = len(words) < _FEW and not survey.reasons and survey.resolved == 1
    if survey.relay == NO or survey.relayed_at is not None or says_little or not words:
        return []
    whose = "named" if survey.relay == YES and name else "anonymous"
    who = render(f"survey.words_{whose}", name=name)
    done = MarkRelayed(survey.id or 0)
    if MANNERS in survey.reasons or MANNERS in read_opinion(words).reasons:
        return [done, voice.county("survey.words_on_manners", words=words)]
    heard = _to_handler(view, voice, who, words)
    return [done, heard] if heard is not None else []


def _to_handler(view: CaseView, voice: Voice, who: str, words: str) -> Say | None:
    handlers = [w for w in view.whistles if w.done_at is not None] or list(view.in_force)
    if handlers:
        department_id = handlers[-1].department_id
        return voice.department(department_id, "survey.words", who=who, words=words)
    owner_id = view.case.owner_id
    return voice.person(owner_id, "survey.words", who=who, words=words) if owner_id else None
