"""What the residents say of the result."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from storage.codes import SurveyState
from storage.columns import UtcDateTime, code


class Survey(SQLModel, table=True):
    """One reporter's answer (回访) in one round; silence stays UNANSWERED, never satisfied."""

    __table_args__ = (UniqueConstraint("case_id", "person_id", "round"),)

    id: int | None = Field(default=None, primary_key=True)
    county_id: int = Field(index=True)
    case_id: int = Field(foreign_key="case.id", index=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    round: int = 1
    state: SurveyState = Field(default=SurveyState.PLANNED, sa_type=code(SurveyState))
    asked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    answered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    resolved: int | None = None  # 1 solved, 2 partly, 3 not solved
    satisfaction: int | None = None  # 5 very satisfied … 1 not at all
    remark: str = ""
    relay: str = ""  # may the words be passed on: yes, anonymous, no; empty not asked
