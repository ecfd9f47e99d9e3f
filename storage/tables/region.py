"""Places and the bodies that answer for them."""

from datetime import datetime

from sqlalchemy import Column, UniqueConstraint
from sqlmodel import Field, SQLModel

from storage.codes import Level
from storage.columns import Json, UtcDateTime, code


class County(SQLModel, table=True):
    """The county (县) this database serves; `directory_version` grows with every roster change."""

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(unique=True)
    name: str
    centre_name: str
    gas_repair_phone: str = ""
    duty_phone: str = ""
    directory_version: int = 1


class Region(SQLModel, table=True):
    """A node of the tree county → township → village → grid; `path` holds the ids from the top."""

    __table_args__ = (UniqueConstraint("county_id", "code"),)

    id: int | None = Field(default=None, primary_key=True)
    county_id: int = Field(foreign_key="county.id", index=True)
    parent_id: int | None = Field(default=None, foreign_key="region.id", index=True)
    level: Level = Field(sa_type=code(Level))
    code: str
    name: str
    path: str = Field(default="", index=True)
    households: int = 0
    aliases: list[str] = Field(default_factory=list, sa_column=Column(Json, nullable=False))
    polygon: list[list[list[float]]] = Field(
        default_factory=list, sa_column=Column(Json, nullable=False)
    )  # rings of [longitude, latitude], WGS-84: parts, and the holes within them
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Place(SQLModel, table=True):
    """A name people use for a spot: a compound, building, shop, road, school, 组."""

    id: int | None = Field(default=None, primary_key=True)
    county_id: int = Field(foreign_key="county.id", index=True)
    region_id: int = Field(foreign_key="region.id", index=True)
    name: str
    kind: str
    aliases: list[str] = Field(default_factory=list, sa_column=Column(Json, nullable=False))
    longitude: float | None = None
    latitude: float | None = None


class Department(SQLModel, table=True):
    """A body that can be whistled (部门), with its responsibility list (权责清单) of leaf ids."""

    __table_args__ = (UniqueConstraint("county_id", "name"),)

    id: int | None = Field(default=None, primary_key=True)
    county_id: int = Field(foreign_key="county.id", index=True)
    region_id: int = Field(foreign_key="region.id")
    name: str
    kind: str
    aliases: list[str] = Field(default_factory=list, sa_column=Column(Json, nullable=False))
    responsibilities: list[str] = Field(
        default_factory=list, sa_column=Column(Json, nullable=False)
    )
    on_desk: bool = False
    phone: str = ""
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
