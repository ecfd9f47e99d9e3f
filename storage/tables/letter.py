"""Letters to units: what was drafted, who signed it, whether it was received and answered."""

from datetime import datetime
from typing import Any

from sqlalchemy import Column, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from storage.codes import LetterKind, LetterRule, LetterState
from storage.columns import Json, UtcDateTime, code


class Letter(SQLModel, table=True):
    """A letter (提示函, 督办单, 警示函) to one department or one region; its number is for good."""

    __table_args__ = (
        UniqueConstraint("county_id", "key"),
        UniqueConstraint("county_id", "kind", "year", "number"),
    )

    id: int | None = Field(default=None, primary_key=True)
    county_id: int = Field(index=True)
    key: str  # the same cause drafts it once
    kind: LetterKind = Field(sa_type=code(LetterKind))
    year: int
    number: int = 0  # given when it is drafted
    state: LetterState = Field(default=LetterState.DRAFT, sa_type=code(LetterState), index=True)
    rule: LetterRule = Field(sa_type=code(LetterRule))
    case_id: int | None = Field(default=None, foreign_key="case.id", index=True)
    department_id: int | None = Field(default=None, foreign_key="department.id", index=True)
    region_id: int | None = Field(default=None, foreign_key="region.id")
    reasons: list[str] = Field(default_factory=list, sa_column=Column(Json, nullable=False))
    data: dict[str, Any] = Field(default_factory=dict, sa_column=Column(Json, nullable=False))
    drafted_at: datetime = Field(sa_type=UtcDateTime)
    drafter_id: int | None = Field(default=None, foreign_key="person.id")  # None: by rule
    signer_id: int | None = Field(default=None, foreign_key="person.id")
    issued_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    reply_due_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    body: str = Field(default="", sa_column=Column(Text, nullable=False))  # as it was signed
    received_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    receiver_id: int | None = Field(default=None, foreign_key="person.id")
    replied_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    replier_id: int | None = Field(default=None, foreign_key="person.id")
    reply: str = Field(default="", sa_column=Column(Text, nullable=False))
    voided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    void_reason: str = ""
