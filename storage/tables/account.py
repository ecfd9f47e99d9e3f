"""Who may sign in at the console, where they are signed in, and how they like their queue."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from storage.columns import UtcDateTime


class Account(SQLModel, table=True):
    """A person's way into the console (账户). What they may see there, their posts say."""

    __table_args__ = (UniqueConstraint("county_id", "name"),)

    id: int | None = Field(default=None, primary_key=True)
    county_id: int = Field(foreign_key="county.id", index=True)
    person_id: int = Field(foreign_key="person.id", unique=True)
    name: str  # what is typed to sign in
    password_hash: str
    must_change: bool = False  # somebody else knows the password
    created_at: datetime = Field(sa_type=UtcDateTime)
    changed_at: datetime = Field(sa_type=UtcDateTime)
    failures: int = 0  # wrong passwords in a row
    locked_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class SignIn(SQLModel, table=True):
    """One browser that is signed in (登录), until it ends. Only a digest of its token is kept."""

    id: int | None = Field(default=None, primary_key=True)
    county_id: int = Field(foreign_key="county.id", index=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    token_hash: str = Field(unique=True)
    is_demo: bool = False  # a seat that was taken without a password
    device: str = ""  # as the browser calls itself
    begun_at: datetime = Field(sa_type=UtcDateTime)
    seen_at: datetime = Field(sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class SavedView(SQLModel, table=True):
    """Filters of the queue that somebody keeps under a name."""

    __table_args__ = (UniqueConstraint("person_id", "name"),)

    id: int | None = Field(default=None, primary_key=True)
    county_id: int = Field(foreign_key="county.id", index=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    name: str
    query: str
