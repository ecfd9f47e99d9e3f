"""What was done at the console that no other row tells of."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from storage.codes import AuditKind
from storage.columns import UtcDateTime, code


class AuditEntry(SQLModel, table=True):
    """One thing to be looked into later (留痕): of staff, never of residents. Appended, never changed."""

    __table_args__ = (Index("audit_day", "county_id", "at"),)

    id: int | None = Field(default=None, primary_key=True)
    county_id: int
    kind: AuditKind = Field(sa_type=code(AuditKind))
    at: datetime = Field(sa_type=UtcDateTime)
    person_id: int | None = Field(default=None, foreign_key="person.id")
    case_id: int | None = Field(default=None, foreign_key="case.id")
    details: str = ""
