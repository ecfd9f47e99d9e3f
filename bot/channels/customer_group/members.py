"""Who of the company confirms the tasks."""

from sqlmodel import Session

from storage import people

_STAFF = "wecom"  # the channel on which the company knows its members


def userid_of(session: Session, person_id: int) -> str:
    """The person's id in the company; empty for somebody it does not know."""
    return people.id_on(session, _STAFF, person_id)
