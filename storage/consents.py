"""Who takes how many notices more: one for each consent, none after a refusal."""

from sqlmodel import Session, col, select

from storage.counters import EVERYWHERE
from storage.tables.platform import NoticeConsent

Whose = tuple[str, str, str]
"""Channel, chat and template."""


def find_left(session: Session, whose: Whose) -> int | None:
    """How many notices more; None when the platform never told of this person."""
    row = session.get(NoticeConsent, (EVERYWHERE, *whose))
    return row.remaining if row is not None else None


def told(session: Session, whose: Whose, key: str, *, agrees: bool) -> None:
    """The person agreed to one more, or to no more; told again under the same key it counts once."""
    row = _held(session, whose)
    if key != row.last_key:
        row.remaining, row.last_key = (row.remaining + 1 if agrees else 0), key
        session.add(row)


def used(session: Session, whose: Whose) -> None:
    """One notice was taken."""
    row = _held(session, whose)
    row.remaining = max(0, row.remaining - 1)
    session.add(row)


def none_left(session: Session, whose: Whose) -> None:
    """The platform says that the person takes none."""
    row = _held(session, whose)
    row.remaining = 0
    session.add(row)


def _held(session: Session, whose: Whose) -> NoticeConsent:
    channel, chat_id, template_id = whose
    here = select(NoticeConsent).where(
        col(NoticeConsent.county_id) == EVERYWHERE,
        col(NoticeConsent.channel) == channel,
        col(NoticeConsent.chat_id) == chat_id,
        col(NoticeConsent.template_id) == template_id,
    )
    found = session.exec(here.with_for_update()).first()
    if found is not None:
        return found
    return NoticeConsent(
        county_id=EVERYWHERE, channel=channel, chat_id=chat_id, template_id=template_id
    )
