"""Voluntary mediation of a dispute: who agreed, where, with whom, and what came of it."""

from datetime import datetime

from sqlalchemy import Column, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from storage.codes import Confirmation, Consent, MediationState
from storage.columns import UtcDateTime, code


class Mediation(SQLModel, table=True):
    """One attempt (调解) at a case's dispute. The other side is not stored, only what it said."""

    __table_args__ = (UniqueConstraint("case_id", "round"),)

    id: int | None = Field(default=None, primary_key=True)
    county_id: int = Field(index=True)
    case_id: int = Field(foreign_key="case.id", index=True)
    round: int
    state: MediationState = Field(
        default=MediationState.ASKING, sa_type=code(MediationState), index=True
    )
    proposer_id: int | None = Field(default=None, foreign_key="person.id")
    reporter_id: int = Field(foreign_key="person.id", index=True)  # the side the bot can ask
    reporter_consent: Consent = Field(default=Consent.UNASKED, sa_type=code(Consent))
    other_consent: Consent = Field(default=Consent.UNASKED, sa_type=code(Consent))
    room: str = ""
    mediator_id: int | None = Field(default=None, foreign_key="person.id")
    proposed_at: datetime = Field(sa_type=UtcDateTime)
    held_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    agreement: str = Field(default="", sa_column=Column(Text, nullable=False))
    reason: str = ""  # why it failed or was refused
    confirmation: Confirmation = Field(default=Confirmation.OPEN, sa_type=code(Confirmation))
    confirm_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
