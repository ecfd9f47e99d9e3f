"""Effects on the mediation of a dispute."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import TypedDict

from storage.codes import Confirmation, Consent, MediationState


class MediationChanges(TypedDict, total=False):
    """The columns of a mediation that a decision may change."""

    reporter_consent: Consent
    other_consent: Consent
    room: str
    mediator_id: int | None
    held_at: datetime
    ended_at: datetime
    agreement: str
    reason: str
    confirmation: Confirmation
    confirm_until: datetime


@dataclass(frozen=True)
class OpenMediation:
    """Mediation is proposed for a case; nothing happens while another attempt runs."""

    case_id: int
    reporter_id: int
    room: str
    mediator_id: int | None
    other_consent: Consent = Consent.UNASKED


@dataclass(frozen=True)
class MoveMediation:
    """A mediation goes on: a side agreed or refused, it is scheduled, settled, failed."""

    mediation_id: int
    to: MediationState
    changes: MediationChanges = field(default_factory=MediationChanges)
