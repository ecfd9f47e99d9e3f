"""Brings a mediation to mind: a consent nobody gave, the session, the 30 days of the court."""

from handlers.effects import Effect
from handlers.lifecycle.facts import facts_of
from handlers.lifecycle.notices import Voice
from handlers.situation import MediationSituation
from handlers.texts import render
from handlers.wording import day_in_full, when
from storage.codes import Confirmation, Consent, MediationState, TimerKind


def consent(situation: MediationSituation) -> list[Effect]:
    """The reporter has not said whether they want it: asked once more; who proposed it knows."""
    found = situation.mediation
    if found.state is not MediationState.ASKING or found.reporter_consent is not Consent.UNASKED:
        return []
    voice = _voice(situation)
    told: list[Effect] = [voice.person(found.reporter_id, "mediation.ask_again")]
    proposer = found.proposer_id or found.mediator_id
    if proposer is not None and proposer != found.reporter_id:
        told.append(voice.person(proposer, "mediation.silent"))
    return told


def session(situation: MediationSituation) -> list[Effect]:
    """The session is near: the reporter and the mediator are reminded."""
    found = situation.mediation
    if found.state is not MediationState.SCHEDULED or found.held_at is None:
        return []
    said = {
        "at": when(found.held_at, situation.now),
        "room": found.room or render("mediation.room_open"),
    }
    voice = _voice(situation)
    told = [voice.person(found.reporter_id, "mediation.session_reporter", None, **said)]
    if found.mediator_id is not None:
        told.append(voice.person(found.mediator_id, "mediation.session_mediator", None, **said))
    return [*told]


def confirmation(situation: MediationSituation) -> list[Effect]:
    """A week is left in which both may ask a court to confirm the agreement (art. 33)."""
    found = situation.mediation
    is_open = found.confirmation is Confirmation.OPEN
    if found.state is not MediationState.SETTLED or not is_open or found.confirm_until is None:
        return []
    said = {"until": day_in_full(found.confirm_until)}
    voice = _voice(situation)
    told = [voice.person(found.reporter_id, "mediation.confirm_reporter", None, **said)]
    if found.mediator_id is not None:
        told.append(voice.person(found.mediator_id, "mediation.confirm_mediator", None, **said))
    return [*told]


def _voice(situation: MediationSituation) -> Voice:
    return Voice(facts_of(situation.view, situation.world), situation.now, situation.world)


DECISIONS = {
    TimerKind.MEDIATION_CONSENT: consent,
    TimerKind.MEDIATION_SESSION: session,
    TimerKind.MEDIATION_CONFIRM: confirmation,
}
"""What each timer of a mediation leads to."""
