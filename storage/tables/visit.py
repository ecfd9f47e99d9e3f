"""Visits to a case: planned, agreed with the resident, done with a note."""

from datetime import datetime

from sqlalchemy import Column, Text
from sqlmodel import Field, SQLModel

from storage.codes import Consent, VisitKind, VisitState
from storage.columns import UtcDateTime, code


class Visit(SQLModel, table=True):
    """One visit (走访) that belongs to a case; without a case there is none."""

    id: int | None = Field(default=None, primary_key=True)
    county_id: int = Field(index=True)
    case_id: int = Field(foreign_key="case.id", index=True)
    kind: VisitKind = Field(sa_type=code(VisitKind))
    state: VisitState = Field(default=VisitState.PLANNED, sa_type=code(VisitState))
    visitor_id: int = Field(foreign_key="person.id")
    reporter_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    answer: Consent = Field(default=Consent.UNASKED, sa_type=code(Consent))  # does the time suit
    planned_at: datetime = Field(sa_type=UtcDateTime)
    at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    done_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    note: str = Field(default="", sa_column=Column(Text, nullable=False))
