"""A demo county with letters in it, for tests of what is written on paper."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlmodel import Session, col, select

from storage import letters
from storage.codes import LetterKind, LetterRule, LetterState
from storage.engines import building_engine, parse_url
from storage.tables.letter import Letter
from storage.tables.person import Person
from storage.tables.region import Department, Region
from tests.service.webchat_room import TUESDAY, demo_database

SUPERVISED = "#00012【路灯不亮】应于2026年5月15日18:00办结，现已超过时限"


def a_county(folder: Path) -> Path:
    """A database with the demo county and one signed letter of each kind."""
    path = folder / "county.db"
    path.write_bytes(demo_database())
    with building_engine(parse_url(str(path))) as engine, Session(engine) as session:
        write_letters(session)
        session.commit()
    return path


def write_letters(session: Session) -> None:
    """One letter of each kind: a signed 督办单 and 警示函, a 提示函 nobody has signed."""
    urban = session.exec(select(Department.id).where(col(Department.name) == "城管局")).one()
    town = session.exec(select(Region.id).where(col(Region.name) == "城关街道")).one()
    leader = session.exec(select(Person.id).where(col(Person.name) == "梅志远")).one()
    signed = {
        "state": LetterState.ISSUED,
        "signer_id": leader,
        "issued_at": TUESDAY,
        "reply_due_at": TUESDAY + timedelta(days=3),
    }
    figures = {"month": "2026年3月", "crimes": 2, "accidents": 0, "petitions": 1, "colour": "橙"}
    _letter(session, LetterKind.REMINDER, department_id=urban)
    _letter(session, LetterKind.SUPERVISION, department_id=urban, **signed)
    _letter(session, LetterKind.WARNING, region_id=town, **signed | {"data": figures})


def _letter(session: Session, kind: LetterKind, **other: Any) -> None:
    given: dict[str, Any] = {
        "county_id": 1,
        "key": kind.value,
        "kind": kind,
        "year": 2026,
        "rule": LetterRule.OVERDUE,
        "reasons": [SUPERVISED],
        "data": {"case": "#00012【路灯不亮】", "assigned": "2026年5月12日09:00", "due": "五月"},
        "drafted_at": TUESDAY,
    }
    letters.draft(session, Letter(**given | other))
