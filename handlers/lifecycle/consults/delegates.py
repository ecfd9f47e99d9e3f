"""Reporters who sit in a consult for the residents: by their own word, and free to withdraw."""

from handlers.effects import AnswerDelegate, Effect
from handlers.lifecycle.consults.consulting import open_delegates
from handlers.lifecycle.notices import Voice
from handlers.situation import CaseView, ConsultView, Speaker
from handlers.wording import when
from storage.codes import DelegateState

MOST_DELEGATES = 3  # 3c


def asked_of(view: CaseView, person_id: int) -> DelegateState | None:
    """How the reporter was asked and what they said; None when they never were."""
    if view.consult is None:
        return None
    found = (d.state for d in view.consult.delegates if d.person_id == person_id)
    return next(found, None)


def agreed(consult: ConsultView, speaker: Speaker, voice: Voice) -> list[Effect]:
    """The reporter sits in, unless three do already."""
    if len(open_delegates(consult)) >= MOST_DELEGATES:
        return [voice.answer(speaker.id, "consult.delegates_full")]
    at = when(consult.consult.hold_at, voice.now)
    name = speaker.person.name
    return [
        AnswerDelegate(consult.id, speaker.id, DelegateState.AGREED),
        voice.answer(speaker.id, "consult.delegate_agreed", at=at),
        voice.county("consult.delegate_named", name=name),
    ]


def declined(consult: ConsultView, speaker: Speaker, voice: Voice) -> list[Effect]:
    """The reporter does not sit in; nothing else changes for them."""
    return [
        AnswerDelegate(consult.id, speaker.id, DelegateState.DECLINED),
        voice.answer(speaker.id, "consult.delegate_declined"),
    ]


def withdrawn(consult: ConsultView, speaker: Speaker, voice: Voice) -> list[Effect]:
    """The reporter withdraws, and the centre does not wait for them."""
    return [
        AnswerDelegate(consult.id, speaker.id, DelegateState.WITHDRAWN),
        voice.answer(speaker.id, "consult.delegate_declined"),
        voice.county("consult.delegate_withdrew", name=speaker.person.name),
    ]
