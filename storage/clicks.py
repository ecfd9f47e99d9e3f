"""What was done at the console."""

from sqlmodel import Session, col, select

from storage.tables.click import Click


def find(session: Session, key: str) -> Click | None:
    """The click with this key, when the form was sent before."""
    return session.exec(select(Click).where(col(Click.key) == key)).first()


def get_own(session: Session, click_id: int, person_id: int) -> Click | None:
    """The click, when it is this person's."""
    found = session.get(Click, click_id)
    return found if found is not None and found.person_id == person_id else None


def put(session: Session, click: Click) -> int:
    """The click is a row; gives its id."""
    session.add(click)
    session.flush()
    return click.id or 0
