"""Accounts of the console, and the browsers that are signed in."""

from datetime import datetime, timedelta

from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from storage.tables.account import Account, SavedView, SignIn

IDLE_AFTER = timedelta(hours=2)
ENDS_AFTER = timedelta(hours=12)
KEPT_FOR = timedelta(days=180)  # as long as a log must be kept (网络安全法 art. 21)
_SEEN_EVERY = timedelta(minutes=1)


def find_account(session: Session, county_id: int, name: str) -> Account | None:
    """The account of this name, open or closed."""
    named = (col(Account.county_id) == county_id, col(Account.name) == name)
    return session.exec(select(Account).where(*named)).first()


def account_of(session: Session, person_id: int) -> Account | None:
    """The person's account."""
    return session.exec(select(Account).where(col(Account.person_id) == person_id)).first()


def list_accounts(session: Session, county_id: int) -> dict[int, Account]:
    """Every account, by the person it belongs to."""
    rows = session.exec(select(Account).where(col(Account.county_id) == county_id))
    return {one.person_id: one for one in rows}


def find_sign_in(session: Session, token_hash: str, now: datetime) -> SignIn | None:
    """The sign-in of this token, as long as it holds: not ended, not idle, not too old."""
    found = session.exec(select(SignIn).where(col(SignIn.token_hash) == token_hash)).first()
    return found if found is not None and holds(found, now) else None


def holds(one: SignIn, now: datetime) -> bool:
    """True while the sign-in is neither ended nor idle nor older than a working day."""
    is_over = one.ended_at is not None or now - one.seen_at >= IDLE_AFTER
    return not is_over and now - one.begun_at < ENDS_AFTER


def wants_seen(one: SignIn, now: datetime) -> bool:
    """True when it is worth a write that the browser was here."""
    return now - one.seen_at >= _SEEN_EVERY


def see(session: Session, sign_in_id: int, now: datetime) -> None:
    """The browser was here just now."""
    session.execute(update(SignIn).where(col(SignIn.id) == sign_in_id).values(seen_at=now))


def list_sign_ins(session: Session, person_id: int, now: datetime) -> list[SignIn]:
    """The browsers in which the person is signed in, the newest first."""
    rows = session.exec(
        select(SignIn)
        .where(col(SignIn.person_id) == person_id, col(SignIn.ended_at).is_(None))
        .order_by(col(SignIn.id).desc())
    )
    return [one for one in rows if holds(one, now)]


def end_sign_ins(session: Session, person_id: int, now: datetime, but: int | None = None) -> None:
    """The person is signed in nowhere any more, except in the browser `but`."""
    session.execute(
        update(SignIn)
        .where(
            col(SignIn.person_id) == person_id,
            col(SignIn.ended_at).is_(None),
            col(SignIn.id) != (but or 0),
        )
        .values(ended_at=now)
    )


def purge(session: Session, now: datetime) -> None:
    """Sign-ins of more than half a year ago are gone; none of them holds any more."""
    session.execute(delete(SignIn).where(col(SignIn.begun_at) < now - KEPT_FOR))


def list_views(session: Session, person_id: int) -> list[SavedView]:
    """The filters somebody keeps, the oldest first."""
    mine = col(SavedView.person_id) == person_id
    return list(session.exec(select(SavedView).where(mine).order_by(col(SavedView.id))))


def keep_view(session: Session, kept: SavedView) -> None:
    """The filters are kept; under a name that was there already they replace what it stood for."""
    for one in list_views(session, kept.person_id):
        if one.name == kept.name:
            one.query = kept.query
            session.add(one)
            return
    session.add(kept)


def drop_view(session: Session, person_id: int, view_id: int) -> None:
    """Somebody's filters are kept no longer."""
    found = session.get(SavedView, view_id)
    if found is not None and found.person_id == person_id:
        session.delete(found)
