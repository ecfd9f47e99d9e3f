"""Cards that were sent to a platform and can still be changed there."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from storage.columns import UtcDateTime


class OpenCard(SQLModel, table=True):
    """A card whose buttons can still be pressed, and the code by which it can be changed once.

    Gone as soon as it was changed, or when the platform no longer takes the code.
    """

    id: int | None = Field(default=None, primary_key=True)
    county_id: int = Field(index=True)
    outbox_id: int = Field(foreign_key="outbox.id", unique=True)
    channel: str = Field(index=True)
    case_id: int | None = Field(default=None, index=True)
    response_code: str
    good_until: datetime = Field(sa_type=UtcDateTime)
    look_at: datetime = Field(sa_type=UtcDateTime)  # not before this is it looked at again
    seen_id: int = 0  # the newest event of its case when it was looked at
