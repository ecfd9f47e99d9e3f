"""Consults of departments, what is on their agenda, and the residents' delegates."""

from datetime import datetime

from sqlalchemy import Column, Index, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from storage.codes import ConsultState, ConsultTrigger, DelegateState
from storage.columns import Json, UtcDateTime, code


class Consult(SQLModel, table=True):
    """A meeting of departments about one case (会商): why, when, and who signed its minutes."""

    __table_args__ = (Index("consult_desk", "county_id", "state", "hold_at"),)

    id: int | None = Field(default=None, primary_key=True)
    county_id: int = Field(index=True)
    case_id: int = Field(foreign_key="case.id", index=True)
    trigger: ConsultTrigger = Field(sa_type=code(ConsultTrigger))
    state: ConsultState = Field(default=ConsultState.CALLED, sa_type=code(ConsultState))
    department_ids: list[int] = Field(default_factory=list, sa_column=Column(Json, nullable=False))
    called_at: datetime = Field(sa_type=UtcDateTime)
    called_by_id: int | None = Field(default=None, foreign_key="person.id")
    hold_at: datetime = Field(sa_type=UtcDateTime)
    due_at: datetime = Field(sa_type=UtcDateTime)  # three working days after it was called
    signed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    signed_by_id: int | None = Field(default=None, foreign_key="person.id")


class ConsultDemand(SQLModel, table=True):
    """One item of the agenda: what is demanded, what was concluded, who does it, by when."""

    __table_args__ = (UniqueConstraint("consult_id", "position"),)

    id: int | None = Field(default=None, primary_key=True)
    county_id: int
    consult_id: int = Field(foreign_key="consult.id", index=True)
    position: int
    words: str = Field(default="", sa_column=Column(Text, nullable=False))
    conclusion: str = Field(default="", sa_column=Column(Text, nullable=False))
    department_id: int | None = Field(default=None, foreign_key="department.id")
    due_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    is_public: bool = True
    case_id: int | None = Field(default=None, foreign_key="case.id", index=True)  # where it is done


class ConsultDelegate(SQLModel, table=True):
    """A reporter asked to sit in for the residents (居民代表); may withdraw at any time."""

    __table_args__ = (UniqueConstraint("consult_id", "person_id"),)

    id: int | None = Field(default=None, primary_key=True)
    county_id: int
    consult_id: int = Field(foreign_key="consult.id", index=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    state: DelegateState = Field(default=DelegateState.ASKED, sa_type=code(DelegateState))
    answered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
