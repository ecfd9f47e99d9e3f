"""What was changed in the county's roster, when and by whom."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from storage.codes import RosterAct, RosterKind
from storage.columns import UtcDateTime, code


class RosterChange(SQLModel, table=True):
    """One change of the roster (名册变更). Appended, never changed; telephones are masked in it."""

    id: int | None = Field(default=None, primary_key=True)
    county_id: int = Field(index=True)
    at: datetime = Field(sa_type=UtcDateTime)
    by_id: int | None = Field(default=None, foreign_key="person.id")  # none: at the command line
    kind: RosterKind = Field(sa_type=code(RosterKind))
    subject_id: int = Field(index=True)
    subject: str  # what it was called then
    act: RosterAct = Field(sa_type=code(RosterAct))
    details: str = ""  # 名称：东关院 → 东关家属院
