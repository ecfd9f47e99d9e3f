"""Codes with which residents look at their own matter: given out, used once, gone.

Whoever reads the database finds digests that take long to guess, and no code in what was said
either, once the code was used, replaced or is over.
"""

import hashlib
import re
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from hmac import compare_digest

from sqlalchemy import ColumnElement, delete, or_, update
from sqlmodel import Session, col, select

from storage.cases import find_numbered
from storage.tables.case import Case
from storage.tables.lookup import LookupCode
from storage.tables.message import OutboundMessage

EXPIRES_AFTER = timedelta(hours=24)
OPEN_FOR = timedelta(minutes=30)
MOST_WRONG = 10  # at one case; then its codes are good for nothing
DIGITS = 8
TEXT_KEYS = ("lookup.code", "lookup.code_by_poster")
_CODE = re.compile(r"(?<!\d)\d{4} \d{4}(?!\d)")
_HIDDEN = "**** ****"


def draw() -> str:
    """A code that cannot be guessed, in figures that are easily read aloud: 5273 9104."""
    figures = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    return f"{figures[:4]} {figures[4:]}"


def figures_of(typed: str) -> str:
    """What somebody typed, without spaces and marks, in plain figures."""
    return "".join(str(int(one)) for one in typed if one.isdecimal())


def digest_of(county_id: int, number: int, code: str) -> str:
    """What is kept of a code; it takes the same time for every code and every number."""
    salt = f"gridwhistle:lookup:{county_id}:{number}".encode()
    made = hashlib.scrypt(figures_of(code).encode(), salt=salt, n=2**13, r=8, p=1, dklen=32)
    return made.hex()


def hide_code(text: str) -> str:
    """The words without the code in them."""
    return _CODE.sub(_HIDDEN, text)


def give(session: Session, case: Case, person_id: int, now: datetime) -> str:
    """A new code of this reporter for this case; an earlier one is good for nothing any more."""
    _end(session, _unused(session, col(LookupCode.case_id) == case.id, person_id=person_id))
    code = draw()
    session.add(
        LookupCode(
            county_id=case.county_id,
            case_id=case.id or 0,
            person_id=person_id,
            digest=digest_of(case.county_id, case.number, code),
            issued_at=now,
            expires_at=now + EXPIRES_AFTER,
        )
    )
    return code


def use(
    session: Session, number: tuple[int, int], digest: str, token_digest: str, now: datetime
) -> bool:
    """The code was right: it is used up, and its page is open for this token.

    `number` is the county and the case's number. A wrong try is counted against the case.
    """
    case = find_numbered(session, *number)
    codes = _unused(session, col(LookupCode.case_id) == case.id) if case is not None else []
    good = [one for one in codes if one.expires_at > now and one.wrong_tries < MOST_WRONG]
    found = [one for one in good if compare_digest(one.digest, digest)]
    if not found:
        for one in good:
            one.wrong_tries += 1
            session.add(one)
        return False
    used = found[0]
    used.used_at, used.open_until = now, now + OPEN_FOR
    used.token_digest = token_digest
    session.add(used)
    _hide(session, [used])
    return True


def find_open(session: Session, token_digest: str, now: datetime) -> LookupCode | None:
    """The used code whose page this token may still look at."""
    kept = col(LookupCode.token_digest) == token_digest
    found = session.exec(select(LookupCode).where(kept)).first()
    is_open = found is not None and found.open_until is not None and found.open_until > now
    return found if is_open else None


def close(session: Session, token_digest: str, now: datetime) -> None:
    """The page is open no longer for this token."""
    session.execute(
        update(LookupCode)
        .where(col(LookupCode.token_digest) == token_digest)
        .values(open_until=now)
    )


def purge(session: Session, now: datetime) -> None:
    """Codes that are over, and pages that are closed, are gone without a trace of the code."""
    is_over = or_(
        col(LookupCode.used_at).is_(None) & (col(LookupCode.expires_at) <= now),
        col(LookupCode.open_until) <= now,
    )
    _end(session, session.exec(select(LookupCode).where(is_over)).all())


def forget(session: Session, person_id: int) -> None:
    """Nobody can look at anything with a code of this person."""
    _end(session, session.exec(select(LookupCode).where(LookupCode.person_id == person_id)).all())


def _unused(
    session: Session, of: ColumnElement[bool], person_id: int | None = None
) -> list[LookupCode]:
    """Codes that nobody has used, locked, so that one of them is used by one browser only."""
    query = select(LookupCode).where(of, col(LookupCode.used_at).is_(None)).with_for_update()
    if person_id is not None:
        query = query.where(LookupCode.person_id == person_id)
    return list(session.exec(query))


def _end(session: Session, codes: Iterable[LookupCode]) -> None:
    ended = list(codes)
    _hide(session, ended)
    ids = [one.id for one in ended]
    session.execute(delete(LookupCode).where(col(LookupCode.id).in_(ids)))


def _hide(session: Session, codes: Iterable[LookupCode]) -> None:
    """The message that brought the code tells it no longer to whoever reads it later."""
    for code in codes:
        said = select(OutboundMessage).where(
            OutboundMessage.case_id == code.case_id,
            OutboundMessage.person_id == code.person_id,
            col(OutboundMessage.text_key).in_(TEXT_KEYS),
        )
        for message in session.exec(said):
            message.text = hide_code(message.text)
            session.add(message)
