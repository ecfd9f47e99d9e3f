"""People as the bot meets them: a name in a chat, and for staff a post."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from storage.codes import Role
from storage.columns import UtcDateTime, code


class Person(SQLModel, table=True):
    """Someone who speaks with the bot; residents are known by their chat name only."""

    id: int | None = Field(default=None, primary_key=True)
    county_id: int = Field(foreign_key="county.id")
    name: str
    phone: str = ""
    home_region_id: int | None = Field(default=None, foreign_key="region.id")
    created_at: datetime = Field(sa_type=UtcDateTime)
    sms_agreed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    muted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Identity(SQLModel, table=True):
    """Under which id a person speaks on a channel.

    `unreached_at` says when the platform last knew of nobody there whom it would tell anything;
    being heard ends that.
    """

    __table_args__ = (UniqueConstraint("channel", "external_id"),)

    id: int | None = Field(default=None, primary_key=True)
    county_id: int = Field(foreign_key="county.id")
    person_id: int = Field(foreign_key="person.id", index=True)
    channel: str
    external_id: str
    last_heard_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    unreached_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Post(SQLModel, table=True):
    """A person's role at a region or a department; `rank` 0 is asked first, then its deputies."""

    id: int | None = Field(default=None, primary_key=True)
    county_id: int = Field(foreign_key="county.id", index=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    role: Role = Field(sa_type=code(Role))
    region_id: int | None = Field(default=None, foreign_key="region.id")
    department_id: int | None = Field(default=None, foreign_key="department.id")
    rank: int = 0
    absent_from: datetime | None = Field(default=None, sa_type=UtcDateTime)
    absent_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    stand_in_id: int | None = Field(default=None, foreign_key="person.id")
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # kept, never deleted
