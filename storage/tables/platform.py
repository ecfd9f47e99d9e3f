"""What all replicas must agree on when they speak with a platform; rows of the installation.

Tokens, limits and windows belong to an account of the platform's, not to one county.
"""

from datetime import datetime

from sqlalchemy import Column, LargeBinary
from sqlmodel import Field, SQLModel

from storage.columns import Json, UtcDateTime


class PlatformToken(SQLModel, table=True):
    """An access token of one account, sealed with its secret: a copy of the database opens nothing.

    Whoever holds `fetching_until` fetches the next one; `digest` finds out whether the token that
    failed is still this one.
    """

    __tablename__ = "platform_token"

    county_id: int = Field(primary_key=True)
    key: str = Field(primary_key=True)
    sealed: bytes = Field(default=b"", sa_column=Column(LargeBinary, nullable=False), repr=False)
    digest: str = Field(default="", repr=False)
    good_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    fetching_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    forced_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class SeenSignature(SQLModel, table=True):
    """A callback's signature and what it came with, until it is too old to pass anyway."""

    __tablename__ = "seen_signature"

    county_id: int = Field(primary_key=True)
    key: str = Field(primary_key=True)
    content: str
    expires_at: datetime = Field(sa_type=UtcDateTime, index=True)


class SendLog(SQLModel, table=True):
    """When something was last sent to one receiver, in seconds since 1970: what limits count."""

    __tablename__ = "send_log"

    county_id: int = Field(primary_key=True)
    key: str = Field(primary_key=True)
    sent_at: list[float] = Field(default_factory=list, sa_column=Column(Json, nullable=False))
    expires_at: datetime = Field(sa_type=UtcDateTime, index=True)


class NoticeConsent(SQLModel, table=True):
    """How many notices (订阅通知) a person still takes, as far as the platform has told us.

    `last_key` is the digest of what told us last: told again it counts once.
    """

    __tablename__ = "notice_consent"

    county_id: int = Field(primary_key=True)
    channel: str = Field(primary_key=True)
    chat_id: str = Field(primary_key=True)
    template_id: str = Field(primary_key=True)
    remaining: int = 0
    last_key: str = ""
