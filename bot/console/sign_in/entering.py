"""What the database knows of somebody signing in: the account, the lock, the new sign-in."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from bot.console import tokens
from storage import accounts, audit
from storage.codes import AuditKind
from storage.errors import NotFoundError
from storage.regions import get_county
from storage.tables.account import Account, SignIn
from storage.tables.audit import AuditEntry
from storage.tables.person import Person

MOST_FAILURES = 5
LOCKED_FOR = timedelta(minutes=15)


@dataclass(frozen=True)
class Known:
    """An account as it stands before the password is looked at."""

    account_id: int
    kept: str


def find(session: Session, name: str) -> Known | None:
    """The account that is signed in to; None when there is none, or it was closed."""
    account = accounts.find_account(session, get_county(session).id or 0, name)
    if account is None or account.closed_at is not None:
        return None
    return Known(account.id or 0, account.password_hash)


def enter(
    session: Session, account_id: int, browser: "Browser", now: datetime, *, is_right: bool
) -> bool:
    """The browser is signed in, or the failure is counted; False when it is not let in."""
    account = session.get_one(Account, account_id, with_for_update=True)
    if account.locked_until is not None and now < account.locked_until:
        return False
    session.add(account)
    if not is_right:
        account.failures += 1
        if account.failures >= MOST_FAILURES:
            account.failures, account.locked_until = 0, now + LOCKED_FOR
        return False
    account.failures, account.locked_until = 0, None
    begin(session, account.county_id, account.person_id, browser, now)
    return True


@dataclass(frozen=True)
class Browser:
    """The browser that will be signed in: its new token and what it calls itself."""

    token: str
    device: str
    is_demo: bool = False


def begin(
    session: Session, county_id: int, person_id: int, browser: Browser, now: datetime
) -> None:
    """The person is signed in in this browser."""
    session.add(
        SignIn(
            county_id=county_id,
            person_id=person_id,
            token_hash=tokens.digest(browser.token),
            is_demo=browser.is_demo,
            device=browser.device[:120],
            begun_at=now,
            seen_at=now,
        )
    )


def failed(session: Session, account_id: int, address: str, now: datetime) -> None:
    """That somebody tried this account in vain is kept, and from where."""
    account = session.get_one(Account, account_id)
    audit.note(
        session,
        AuditEntry(
            county_id=account.county_id,
            kind=AuditKind.SIGN_IN_FAILED,
            at=now,
            person_id=account.person_id,
            details=f"从{address}" if address else "",
        ),
    )


def end(session: Session, sign_in_id: int, person_id: int, now: datetime) -> None:
    """One's own sign-in has ended."""
    found = session.get(SignIn, sign_in_id)
    if found is not None and found.person_id == person_id and found.ended_at is None:
        found.ended_at = now
        session.add(found)


def change_password(session: Session, person_id: int, kept: str, now: datetime) -> None:
    """The account has this password, known to nobody but its person."""
    account = accounts.account_of(session, person_id)
    if account is None:
        raise NotFoundError(f"account of person {person_id}")
    account.password_hash, account.must_change, account.changed_at = kept, False, now
    session.add(account)


def open_account(
    session: Session, person: Person, name: str, kept: str, now: datetime, *, must_change: bool
) -> Account:
    """The person can sign in under this name with this password, and is signed in nowhere."""
    account = accounts.account_of(session, person.id or 0) or Account(
        county_id=person.county_id,
        person_id=person.id or 0,
        name=name,
        password_hash=kept,
        created_at=now,
        changed_at=now,
    )
    account.name, account.password_hash, account.must_change = name, kept, must_change
    account.changed_at, account.closed_at = now, None
    account.failures, account.locked_until = 0, None
    session.add(account)
    accounts.end_sign_ins(session, person.id or 0, now)
    return account
