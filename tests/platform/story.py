"""One matter from the first word to the last, as people live it over the platform.

A sewer is blocked and a manhole cover stands up; the grid member takes it, cannot do it, passes it
on; the urban management bureau reports in, finishes with a picture; the resident is asked and says
that it was done well.
"""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Protocol

from storage.codes import CaseState, OutboxState
from storage.tables.message import OutboundMessage
from tests.platform.people import Staff
from tests.platform.screens import Screen
from tests.platform.town import Town

TOLD = "东关社区家属院3号楼前边下水道又堵了，井盖也翻起来了，臭水流一地，骑车的可得小心"
PASSED_UP = "要疏通管道、换井盖，得请城管局来，现场已围挡"
DONE = "下水道已疏通，井盖换新并固定，现场冲洗干净"
THANKS = "中！办得真快"
LATER = timedelta(minutes=45)
DAYS = 4


class Speaker(Protocol):
    """Who tells it, by whatever channel."""

    @property
    def screen(self) -> Screen:
        """What came back."""
        ...

    async def says(self, words: str) -> None:
        """A text."""
        ...


@dataclass
class Story:
    """The matter, its people, and its number once there is one."""

    town: Town
    resident: Speaker
    number: str = ""
    disturb: Callable[[], Awaitable[None]] | None = None
    chapters: list[str] = field(default_factory=list)

    async def told(self) -> None:
        """The resident tells it, and reads a number."""
        await self.resident.says(TOLD)
        found = await self.town.read(self.resident.screen, "已登记")
        match = re.search(r"#(\d+)", found.words)
        assert match is not None, found.words
        self.number = match[1]

    async def accepted(self) -> None:
        """The grid member presses the card, and the resident hears of it."""
        guo = self.town.staff("郭网格")
        await self.town.read(guo.screen, self.number)
        await guo.presses("我来办")
        await self.town.read(self.resident.screen, "已接单")

    async def passed_up(self) -> None:
        """The grid member cannot do it: the department is whistled."""
        guo = self.town.staff("郭网格")
        await guo.says(f"#{self.number} 转上级 {PASSED_UP}")
        await self.town.read(self.bureau.screen, "吹哨")

    async def reported_in(self) -> None:
        """The department presses the card, and the resident hears of it."""
        await self.bureau.presses("报到")
        await self.town.read(self.resident.screen, "城管局已接单")

    async def finished(self) -> None:
        """The department sends a picture and says what was done."""
        await self.town.move(LATER)
        await self.bureau.sends_picture()
        await self.town.read(self.bureau.screen, "照片")
        await self.bureau.says(f"#{self.number} 办结 {DONE}")
        await self.town.read(self.resident.screen, DONE)

    async def asked(self) -> None:
        """After a while the resident is asked, not by the department."""
        for _ in range(DAYS * 24):
            if self.resident.screen.saw("解决了吗"):
                return
            await self.town.move(timedelta(hours=1))
        raise AssertionError(f"never asked: {self.resident.screen.read}")

    async def closed(self) -> None:
        """The resident is content, and the case is closed."""
        await self.resident.says(THANKS)
        await self.town.read(self.resident.screen, "已办结")
        assert await self.town.state(self.number) is CaseState.CLOSED

    @property
    def bureau(self) -> Staff:
        """The desk of the urban management bureau."""
        return self.town.staff("城管局值班")

    async def from_first_to_last(self) -> None:
        """Every chapter, whatever the platform does meanwhile."""
        chapters = (self.told, self.accepted, self.passed_up, self.reported_in, self.finished)
        for chapter in (*chapters, self.asked, self.closed):
            if self.disturb is not None:
                await self.disturb()
            self.chapters.append(chapter.__name__)
            await chapter()
        await self.town.calm()


async def wrong(story: Story) -> list[str]:
    """What is not as it must be: every message on its screen once, or the console says why not."""
    platform = story.town.platform
    found = [f"our fault: {one}" for one in platform.our_faults]
    found += [f"unreadable answer: {one}" for one in platform.broken_answers]
    screens = {one.screen.owner: one.screen for one in platform.company.members.values()}
    screens[story.resident.screen.owner] = story.resident.screen
    for screen in screens.values():
        found += [f"{screen.owner} was told twice: {words}" for words in screen.twice()]
        found += [f"{screen.owner} lost: {one.words}" for one in screen.dropped]
    for row in await story.town.rows():
        found += _wrong(row, screens.get(row.chat_id))
    return found


def _wrong(row: OutboundMessage, screen: Screen | None) -> list[str]:
    if row.state in {OutboxState.REFUSED, OutboxState.MERGED}:
        return [] if row.error or row.merged_into_id else [f"refused without a reason: {row.key}"]
    if row.state is not OutboxState.SENT:
        return [f"{row.key} is {row.state}: {row.error}"]
    if screen is None:
        return []
    first = row.text.splitlines()[0][:12]
    return [] if screen.saw(first) else [f"{row.key} is sent, not on {screen.owner}: {row.text}"]
