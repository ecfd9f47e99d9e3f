"""One matter from the first word to the last, as people live it over the platform.

A sewer is blocked and a manhole cover stands up; the grid member takes it, cannot do it, passes it
on; the urban management bureau reports in, finishes with a picture; the resident is asked and says
that it was done well.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Protocol

from storage.codes import CaseState, OutboxState
from storage.tables.message import OutboundMessage
from tests.platform.people import RobotStaff, Staff
from tests.platform.screens import Received, Screen
from tests.platform.town import Town

TOLD = "东关社区家属院3号楼前边下水道又堵了，井盖也翻起来了，臭水流一地，骑车的可得小心"
NO_HURRY = "东关社区家属院3号楼前边的路灯坏了，一到晚上黑漆漆的"
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
    words: str = TOLD
    number: str = ""
    chapters: list[str] = field(default_factory=list)
    answered: int = 0

    async def told(self) -> None:
        """The resident tells it, and reads a number."""
        await self.resident.says(self.words)
        found = await self.reads("已登记")
        match = re.search(r"#(\d+)", found.words)
        assert match is not None, found.words
        self.number = match[1]

    async def accepted(self) -> None:
        """The grid member presses the card, and the resident hears of it."""
        guo = self.town.at_work("郭网格")
        await self.town.read(guo.screen, self.number)
        await guo.presses("我来办")
        await self.reads("正去")

    async def passed_up(self) -> None:
        """The grid member cannot do it: the department is whistled."""
        guo = self.town.at_work("郭网格")
        await guo.says(f"#{self.number} 转上级 {PASSED_UP}")
        await self.town.read(self.bureau.screen, "吹哨")

    async def reported_in(self) -> None:
        """The department presses the card, and the resident hears of it."""
        await self.bureau.presses("报到")
        await self.reads_or_is_spared("城管局已接单")

    async def finished(self) -> None:
        """The department sends a picture and says what was done."""
        await self.town.move(LATER)
        await self.bureau.sends_picture()
        await self.town.read(self.bureau.screen, "照片")
        await self.bureau.says(f"#{self.number} 办结 {DONE}")
        await self.reads(DONE)

    async def asked(self) -> None:
        """After a while the resident is asked, not by the department."""
        for _ in range(DAYS * 24):
            if self.resident.screen.saw("解决了吗"):
                return
            await self._answers_notices()
            await self.town.move(timedelta(hours=1))
        raise AssertionError(f"never asked: {self.resident.screen.read}")

    async def closed(self) -> None:
        """The resident is content, and the case is closed."""
        await self.resident.says(THANKS)
        await self.reads("已办结")
        assert await self.town.state(self.number) is CaseState.CLOSED

    async def reads(self, words: str) -> Received:
        """The resident has these words on the screen; a notice that asks for an answer gets one."""
        try:
            return await self.town.read(self.resident.screen, words)
        except AssertionError:
            if not await self._answers_notices():
                raise
        return await self.town.read(self.resident.screen, words)

    async def _answers_notices(self) -> bool:
        """True when the resident was asked by a notice to write, and has written."""
        notices = [one for one in self.resident.screen.messages if one.kind == "notice"]
        if len(notices) == self.answered:
            return False
        self.answered = len(notices)
        await self.resident.says("在的")
        return True

    async def reads_or_is_spared(self, words: str) -> None:
        """The resident has these words, or they were left out to keep room for the result."""
        await self.town.calm()
        mine = [row for row in await self.town.rows() if row.chat_id == self.resident.screen.owner]
        spared = [row for row in mine if words in row.text and row.state is OutboxState.MERGED]
        if not spared:
            await self.reads(words)

    @property
    def bureau(self) -> Staff | RobotStaff:
        """The desk of the urban management bureau."""
        return self.town.at_work("城管局值班")

    async def from_first_to_last(self) -> None:
        """Every chapter, whatever the platform does meanwhile."""
        chapters = (self.told, self.accepted, self.passed_up, self.reported_in, self.finished)
        for chapter in (*chapters, self.asked, self.closed):
            self.chapters.append(chapter.__name__)
            await chapter()
        await self.town.calm()


async def wrong(story: Story) -> list[str]:
    """What is not as it must be: every message on its screen once, or the console says why not."""
    platform = story.town.platform
    found = [f"our fault: {one}" for one in platform.our_faults]
    found += [f"unreadable answer: {one}" for one in platform.broken_answers]
    screens = {one.screen.owner: one.screen for one in platform.company.members.values()}
    screens |= platform.robot.chats
    screens[story.resident.screen.owner] = story.resident.screen
    for screen in screens.values():
        found += [f"{screen.owner} was told twice: {words}" for words in screen.twice()]
        found += [f"{screen.owner} lost: {one.words}" for one in screen.dropped]
    rows = await story.town.rows()
    for screen in screens.values():
        found += _untold(screen, [row for row in rows if row.chat_id == screen.owner])
    told = await story.town.desk_was_told()
    found += [f"the desk knows nothing of {row.key}" for row in rows if _is_lost(row, told)]
    return found + [said for row in rows if (said := _not_excused(row))]


def _is_lost(row: OutboundMessage, told: set[int | None]) -> bool:
    """True of a message that nobody knows to have arrived, and nobody was asked to see to."""
    return row.state in {OutboxState.DEAD, OutboxState.UNSURE} and row.case_id not in told


def _untold(screen: Screen, rows: Sequence[OutboundMessage]) -> list[str]:
    """What was sent and cannot be read on the screen, in full or as the title of a card."""
    sent = [row for row in rows if row.state is OutboxState.SENT]
    return [
        f"{screen.owner} never read {row.text!r}: {screen.read}"
        for row in sent
        if not any(_essence(row.text) in _letters(words) for words in screen.read)
    ]


def _essence(words: str) -> str:
    """The first letters and figures, which a card's title has as well."""
    return _letters(words)[:10]


def _letters(words: str) -> str:
    return "".join(letter for letter in words if letter.isalnum())


def _not_excused(row: OutboundMessage) -> str:
    """Why a message that was not sent was not; empty when that is known to the console."""
    is_told = row.state is OutboxState.SENT or row.merged_into_id is not None or row.error
    is_settled = row.state not in {OutboxState.WAITING, OutboxState.SENDING}
    return "" if is_told and is_settled else f"{row.key} is {row.state}: {row.error} {row.text}"
