"""What a person has on the screen: every message that reached them, once or more often."""

import asyncio
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Received:
    """One message on a screen: its kind, everything that can be read of it, and the whole."""

    kind: str
    words: str
    at: datetime
    body: Mapping[str, Any] = field(default_factory=dict)
    number: int = 0


@dataclass
class Screen:
    """The chat of one person with the bot, as far as the bot speaks."""

    owner: str
    messages: list[Received] = field(default_factory=list)
    dropped: list[Received] = field(default_factory=list)
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def show(self, message: Received) -> None:
        """The message is there to be read."""
        async with self.changed:
            self.messages.append(message)
            self.changed.notify_all()

    def saw(self, words: str) -> list[Received]:
        """The messages in which these words can be read."""
        return [one for one in self.messages if words in one.words]

    def twice(self) -> list[str]:
        """What was said more than once, word for word."""
        told = Counter(one.words for one in self.messages)
        return [words for words, times in told.items() if times > 1]

    def once(self, words: str) -> Received:
        """The one message with these words; raises AssertionError for none or several."""
        found = self.saw(words)
        assert len(found) == 1, f"{self.owner} read {words!r} {len(found)} times: {self.read}"
        return found[0]

    async def until(self, words: str, within: float = 30.0, *, after: int = 0) -> Received:
        """The first message with these words, come or still to come; raises AssertionError."""
        try:
            async with asyncio.timeout(within), self.changed:
                await self.changed.wait_for(lambda: self._since(after, words))
        except TimeoutError:
            raise AssertionError(f"{self.owner} waits for {words!r}, has {self.read}") from None
        return next(self._since_iter(after, words))

    async def after(self, number: int) -> list[Received]:
        """The messages after the first `number`, once there are any."""
        async with self.changed:
            await self.changed.wait_for(lambda: len(self.messages) > number)
        return self.messages[number:]

    @property
    def read(self) -> list[str]:
        return [one.words for one in self.messages]

    def _since(self, after: int, words: str) -> bool:
        return any(True for _ in self._since_iter(after, words))

    def _since_iter(self, after: int, words: str) -> Iterator[Received]:
        return (one for one in self.messages[after:] if words in one.words)
