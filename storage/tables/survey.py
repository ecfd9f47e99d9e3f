"""What the residents say of the result."""

from datetime import datetime

from sqlalchemy import Column, Index, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from storage.codes import AttemptState, SurveyChannel, SurveyKind, SurveyState
from storage.columns import Json, UtcDateTime, code


class Survey(SQLModel, table=True):
    """One reporter's answer (回访) in one round; silence stays UNANSWERED, never satisfied."""

    __table_args__ = (
        UniqueConstraint("case_id", "person_id", "round", "kind"),
        Index("survey_answered", "county_id", "answered_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    county_id: int = Field(index=True)
    case_id: int = Field(foreign_key="case.id", index=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    round: int = 1
    kind: SurveyKind = Field(default=SurveyKind.RESULT, sa_type=code(SurveyKind))
    state: SurveyState = Field(default=SurveyState.PLANNED, sa_type=code(SurveyState))
    asked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    answered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    resolved: int | None = None  # 1 solved, 2 partly, 3 not solved
    satisfaction: int | None = None  # 5 very satisfied … 1 not at all
    reasons: list[int] = Field(default_factory=list, sa_column=Column(Json, nullable=False))
    # reasons: 1 nobody came, 2 not solved, 3 took too long, 4 how people were treated, 5 other
    remark: str = Field(default="", sa_column=Column(Text, nullable=False))
    relay: str = ""  # may the words be passed on: yes, anonymous, no; empty not said
    relayed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    via: SurveyChannel | None = Field(default=None, sa_type=code(SurveyChannel))


class SurveyAttempt(SQLModel, table=True):
    """One try to ask a reporter in one way; whoever telephones or visits is the asker."""

    __tablename__ = "survey_attempt"
    __table_args__ = (
        UniqueConstraint("survey_id", "channel", "number"),
        Index("survey_attempt_errands", "asker_id", "state"),
    )

    id: int | None = Field(default=None, primary_key=True)
    county_id: int = Field(index=True)
    survey_id: int = Field(foreign_key="survey.id", index=True)
    case_id: int = Field(foreign_key="case.id", index=True)
    channel: SurveyChannel = Field(sa_type=code(SurveyChannel))
    number: int = 1  # the first or second try in this way
    asker_id: int | None = Field(default=None, foreign_key="person.id")
    state: AttemptState = Field(default=AttemptState.WAITING, sa_type=code(AttemptState))
    begun_at: datetime = Field(sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
