"""The code with which a resident looks at their own matter on the public page."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from storage.columns import UtcDateTime


class LookupCode(SQLModel, table=True):
    """One code (查询码) for one reporter and one case: good once, for a while; kept as a digest.

    Once used it holds the digest of the browser's token, for as long as the page stays open.
    """

    id: int | None = Field(default=None, primary_key=True)
    county_id: int = Field(foreign_key="county.id", index=True)
    case_id: int = Field(foreign_key="case.id", index=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    digest: str
    wrong_tries: int = 0  # since it was given out, at this case
    issued_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime, index=True)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    token_digest: str | None = Field(default=None, unique=True)
    open_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
