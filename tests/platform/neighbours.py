"""A group of neighbours on personal WeChat, which the bot hears through the archive and never enters.

What it has to say there goes to the grid member, who copies it in by hand: an introduction that
names the group, and after it the words themselves.
"""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

from sqlmodel import Session, col, select

from storage.codes import GroupKind
from storage.regions import bump_directory
from storage.tables.conversation import ChatGroup
from storage.tables.region import Region
from tests.platform.people import Staff
from tests.platform.screens import Received, Screen
from tests.platform.town import Town
from tests.platform.world import Platform

GROUP, NAME = "wrDongGuanNeighbours", "东关家属院邻里群"
INTRODUCES = re.compile(f"“{NAME}”里要回一段话：请长按开头是“(.+?)”的那一条")


@dataclass
class Neighbour:
    """A resident who speaks in the group, and reads what the grid member puts there.

    What the gateway brings one to one, by whatever way it has, is on the same screen.
    """

    platform: Platform
    sender: tuple[str, str]

    @property
    def screen(self) -> Screen:
        """What came back."""
        return self.platform.gateway.chat(self.sender[0])

    async def says(self, words: str) -> None:
        """Said where they were spoken to last, at first in the group."""
        newest = self.screen.messages[-1:]
        is_private = any(one.kind != "copied" for one in newest)
        await self.platform.gateway.hands_in("" if is_private else GROUP, self.sender, words)


async def open_group(town: Town, region: str = "G101") -> None:
    """The county has one more group of residents, heard through the bridge and never spoken in."""

    def put(session: Session) -> None:
        at = session.exec(select(Region).where(col(Region.code) == region)).one()
        group = ChatGroup(
            county_id=at.county_id,
            channel="bridge",
            external_id=GROUP,
            name=NAME,
            kind=GroupKind.RESIDENTS,
            region_id=at.id,
            is_read_only=True,
        )
        session.add(group)
        bump_directory(session, at.county_id)

    await town.service.loops.db.tx(put)


@asynccontextmanager
async def copying(town: Town, neighbour: Neighbour, name: str = "郭网格") -> AsyncIterator[Staff]:
    """The grid member puts into the group whatever is to be copied there, as long as this lasts."""
    member = town.staff(name)
    task = asyncio.create_task(_copy(member, neighbour))
    try:
        yield member
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _copy(member: Staff, neighbour: Neighbour) -> None:
    read, asked, left = 0, list[str](), list[Received]()
    while True:
        for message in await member.screen.after(read):
            read += 1
            if (found := INTRODUCES.match(message.words)) is not None:
                asked.append(found[1])
            else:
                left.append(message)
        for opening, message in [(o, m) for o in asked for m in left if m.words.startswith(o)]:
            if opening in asked and message in left:
                asked.remove(opening)
                left.remove(message)
                await neighbour.screen.show(Received("copied", message.words, message.at))
