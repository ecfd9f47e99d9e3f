"""Excel files that were read and previewed: kept for a while, landed once or never."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from storage.codes import SheetKind
from storage.tables.sheet import KeptSheet

EXPIRES_AFTER = timedelta(hours=2)
_AS_JSON = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@dataclass(frozen=True)
class Whose:
    """Whose file of which kind."""

    county_id: int
    person_id: int
    kind: SheetKind


def digest_of(told: Mapping[str, Any]) -> str:
    """What tells two files apart by what they say, not by how they are packed."""
    return hashlib.sha256(_AS_JSON.encode(told).encode()).hexdigest()


def keep(
    session: Session, whose: Whose, file_name: str, told: dict[str, Any], now: datetime
) -> int:
    """What the file says is kept for two hours; the same person's earlier file of the kind goes."""
    drop_expired(session, now)
    _drop_earlier(session, whose)
    kept = KeptSheet(
        county_id=whose.county_id,
        person_id=whose.person_id,
        kind=whose.kind,
        file_name=file_name[:200],
        digest=digest_of(told),
        told=told,
        kept_at=now,
        expires_at=now + EXPIRES_AFTER,
    )
    session.add(kept)
    session.flush()
    return kept.id or 0


def find_own(session: Session, kept_id: int, whose: Whose, now: datetime) -> KeptSheet | None:
    """The kept file, when it is this person's, of this kind, and has not lapsed."""
    return session.exec(_own(kept_id, whose, now)).first()


def lock_own(session: Session, kept_id: int, whose: Whose, now: datetime) -> KeptSheet | None:
    """The same, locked until the transaction ends: two who land it wait for each other."""
    return session.exec(_own(kept_id, whose, now).with_for_update()).first()


def finish(session: Session, kept: KeptSheet, outcome: str, now: datetime) -> None:
    """The file is landed: what came of it stays to be read, what it said does not."""
    kept.landed_at, kept.outcome, kept.told = now, outcome, {}
    session.add(kept)


def drop_expired(session: Session, now: datetime) -> None:
    """Nothing is left of what lapsed: words and names are not kept for nothing."""
    session.execute(delete(KeptSheet).where(col(KeptSheet.expires_at) <= now))


def _drop_earlier(session: Session, whose: Whose) -> None:
    mine = (
        col(KeptSheet.person_id) == whose.person_id,
        col(KeptSheet.kind) == whose.kind,
        col(KeptSheet.landed_at).is_(None),
    )
    session.execute(delete(KeptSheet).where(*mine))


def _own(kept_id: int, whose: Whose, now: datetime) -> SelectOfScalar[KeptSheet]:
    return select(KeptSheet).where(
        col(KeptSheet.id) == kept_id,
        col(KeptSheet.county_id) == whose.county_id,
        col(KeptSheet.person_id) == whose.person_id,
        col(KeptSheet.kind) == whose.kind,
        col(KeptSheet.expires_at) > now,
    )
