"""Which sentences residents have been told about which cases."""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlmodel import Session, col

from storage.codes import OutboxState
from storage.tables.message import OutboundMessage

Said = tuple[int | None, str]
"""Who was told, nobody in particular standing for a residents' group, and the sentence's key."""


def said_to_people(session: Session, case_ids: Sequence[int]) -> dict[int, frozenset[Said]]:
    """What was said of each case to persons and to residents' groups, refused messages left out."""
    found: dict[int, set[Said]] = defaultdict(set)
    rows = session.execute(
        select(
            col(OutboundMessage.case_id),
            col(OutboundMessage.person_id),
            col(OutboundMessage.text_key),
        ).where(
            col(OutboundMessage.case_id).in_(case_ids),
            or_(
                col(OutboundMessage.person_id).is_not(None),
                col(OutboundMessage.audience) == "group",
            ),
            col(OutboundMessage.state) != OutboxState.REFUSED,
        )
    )
    for case_id, person_id, key in rows:
        found[case_id].add((person_id, key))
    return {case_id: frozenset(said) for case_id, said in found.items()}
