"""What speakers are about to report: fragments that wait to become a case."""

from collections.abc import Mapping
from functools import cache

from sqlalchemy import Table, bindparam, select
from sqlmodel import Session, SQLModel, col

from storage.conversations import IS_CHAT
from storage.prepared import read_all, read_rows, run
from storage.rows import Insert, dialect_of, insert_into
from storage.tables.conversation import Conversation, Draft

DRAFT: Table = SQLModel.metadata.tables["draft"]
_ANEW = ("message_ids", "joined_ids", "text", "asked", "settle_at")

# Statements are built once: building one costs several times as much as running it.
HAS_DRAFT = (
    select(col(Draft.id))
    .join(Conversation, col(Conversation.id) == col(Draft.conversation_id))
    .where(*IS_CHAT)
    .limit(1)
)
CHATS_WITH_DRAFTS = select(col(Conversation.channel), col(Conversation.chat_id)).where(
    col(Conversation.id).in_(select(col(Draft.conversation_id)))
)
DRAFTS = (
    DRAFT.select()
    .where(DRAFT.c.conversation_id == bindparam("conversation_id"))
    .order_by(DRAFT.c.settle_at.desc(), DRAFT.c.id.desc())
)
# Of what is asked one to one the words may have been said in a group.
DRAFTS_AND_ASKED = (
    DRAFT.select()
    .where(
        (DRAFT.c.conversation_id == bindparam("conversation_id"))
        | ((DRAFT.c.person_id == bindparam("person_id")) & (DRAFT.c.asked == bindparam("asked")))
    )
    .order_by(DRAFT.c.settle_at.desc(), DRAFT.c.id.desc())
)
DRAFT_OF = DRAFT.select().where(
    DRAFT.c.conversation_id == bindparam("conversation_id"),
    DRAFT.c.person_id == bindparam("person_id"),
)
_is_it = DRAFT.c.id == bindparam("draft_id")
BY_ID, CHANGE, DROP = (
    DRAFT.select().where(_is_it),
    DRAFT.update().where(_is_it),
    DRAFT.delete().where(_is_it),
)


@cache
def _keep(dialect: str, *, is_placed: bool) -> Insert:
    statement = insert_into(dialect, DRAFT)
    anew = (*_ANEW, "position") if is_placed else _ANEW
    return statement.on_conflict_do_update(
        index_elements=[DRAFT.c.conversation_id, DRAFT.c.person_id],
        set_={name: statement.excluded[name] for name in anew},
    )


def has_draft(session: Session, channel: str, chat_id: str) -> bool:
    """True when somebody in this chat is in the middle of telling something."""
    given = {"channel": channel, "chat_id": chat_id}
    return bool(read_rows(session, HAS_DRAFT, given))


def chats_with_drafts(session: Session) -> set[tuple[str, str]]:
    """Channel and id of every chat in which somebody is in the middle of telling something."""
    return {(channel, chat_id) for channel, chat_id in read_rows(session, CHATS_WITH_DRAFTS, {})}


def list_drafts(session: Session, conversation_id: int) -> list[Draft]:
    """What speakers in this chat are about to report, the latest first, to look at."""
    return read_all(session, Draft, DRAFTS, {"conversation_id": conversation_id})


def list_drafts_of(
    session: Session, conversation_id: int, person_id: int, asked: str
) -> list[Draft]:
    """The drafts of one person's own chat, and those of a group about which they were asked this."""
    given = {"conversation_id": conversation_id, "person_id": person_id, "asked": asked}
    return read_all(session, Draft, DRAFTS_AND_ASKED, given)


def find_draft(session: Session, conversation_id: int, person_id: int) -> Draft | None:
    """What this speaker is about to report in this chat, to look at."""
    given = {"conversation_id": conversation_id, "person_id": person_id}
    return next(iter(read_all(session, Draft, DRAFT_OF, given)), None)


def find_by_id(session: Session, draft_id: int) -> Draft | None:
    """The draft with this id, to look at."""
    return next(iter(read_all(session, Draft, BY_ID, {"draft_id": draft_id})), None)


def keep(session: Session, row: Mapping[str, object], *, is_placed: bool) -> None:
    """What the speaker said so far is kept; the spot on the map only when it `is_placed` anew."""
    run(session, _keep(dialect_of(session), is_placed=is_placed), row)


def note_vote(session: Session, draft_id: int, consulted: Mapping[str, object]) -> None:
    """The draft knows what the language model was asked, and what it said."""
    run(session, CHANGE, {"draft_id": draft_id, "consulted": dict(consulted)})


def drop_draft(session: Session, draft_id: int) -> None:
    """The draft is gone."""
    run(session, DROP, {"draft_id": draft_id})
