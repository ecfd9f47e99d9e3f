"""The chat groups: to which region or department each is bound, and those nobody has entered yet."""

from dataclasses import dataclass

from aiohttp import web
from sqlmodel import Session

from bot.console.door import read_form
from bot.console.parameters import number_in
from bot.console.roster.desk import MOST, Desk, Reader
from bot.console.visitor import Visitor
from bot.roster.choices import CHANNELS, GROUP_KINDS
from bot.roster.columns import Sheet
from storage.chats import list_unbound
from storage.tables.conversation import ChatGroup


@dataclass(frozen=True)
class Row:
    """A group in the list."""

    group: ChatGroup
    kind: str
    channel: str
    where: str
    may_change: bool


class Groups:
    """The pages of groups."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def look(self, request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """Every group in the visitor's reach, found by name, number or place."""
        reader = Reader(visitor)
        q = request.query.get("q", "").strip()[:40]
        rows = [_row(one, reader) for one in visitor.world.directory.groups.values()]
        found = [one for one in rows if _reaches(one.group, reader) and _fits(one, q)]
        found.sort(key=lambda one: one.group.id or 0)
        first = number_in(request.query.get("from", "")) or 0
        page = {
            "page": "groups",
            "rows": found[first : first + MOST],
            "count": len(found),
            "begin": first,
            "most": MOST,
            "q": q,
            "kinds": [words[0] for words in GROUP_KINDS.values()],
            "channels": [words[0] for words in CHANNELS.values()],
            "unbound": await self._unbound(reader),
        }
        return await self._desk.show(request, reader, "/groups", page)

    async def save(self, request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """A group is bound, is otherwise, or has ended."""
        given = await read_form(request)
        kept = ("id", "name", "kind", "seat", "channel", "only_read", "state")
        row = {key: given.get(key, "").strip()[:200] for key in kept}
        return await self._desk.submit(request, visitor, Sheet.GROUPS, row)

    async def _unbound(self, reader: Reader) -> list[tuple[str, str]]:
        """The groups in which the bot was spoken to and which nobody has entered."""
        if not reader.rights.keeps_county:
            return []
        directory = reader.visitor.world.directory

        def find(session: Session) -> list[tuple[str, str]]:
            return list_unbound(session, reader.visitor.county_id)

        heard = await self._desk.db.read(find)
        fresh = [one for one in heard if directory.group_at(*one) is None]
        return [(_channel(channel), chat_id) for channel, chat_id in fresh]


def _row(group: ChatGroup, reader: Reader) -> Row:
    return Row(
        group,
        GROUP_KINDS[group.kind][0],
        _channel(group.channel),
        reader.seat_name(group),
        reader.may_change(group.region_id, group.department_id),
    )


def _channel(code: str) -> str:
    return CHANNELS.get(code, (code,))[0]


def _reaches(group: ChatGroup, reader: Reader) -> bool:
    return reader.rights.keeps_county or reader.rights.reaches(group.region_id)


def _fits(row: Row, q: str) -> bool:
    return q in row.group.name or q in row.group.external_id or q in row.where
