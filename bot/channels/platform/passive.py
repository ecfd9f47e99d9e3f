"""Answers that are ready while the platform still waits for ours (被动回复, a stream in place).

They cost nothing of what may be said, but only the callback under way can carry them. So a
callback waits a little for an answer, and who has something to say asks first whether one waits.
"""

import asyncio
from collections import OrderedDict, deque

from aiohttp import web

_MOST_A_SECOND = 5
_REMEMBERED = 1000


class Offer:
    """Words that a waiting callback may carry, and whether it did."""

    def __init__(self, words: str) -> None:
        self.words = words
        self._carried: asyncio.Future[bool] = asyncio.get_running_loop().create_future()

    def settle(self, *, was_carried: bool) -> None:
        """Whoever offered the words knows whether they went out; the first word counts."""
        if not self._carried.done():
            self._carried.set_result(was_carried)

    async def was_carried(self) -> bool:
        """Whether the platform was given the words."""
        return await self._carried


async def carry(request: web.Request, answer: web.Response, offer: Offer) -> bool:
    """The words are in the answer to the platform, and whoever offered them knows it."""
    try:
        await answer.prepare(request)
        await answer.write_eof()
        offer.settle(was_carried=True)
    except (ConnectionError, OSError):
        return False
    finally:
        offer.settle(was_carried=False)
    return True


class Waiting:
    """The callbacks that wait for an answer, at most `within` seconds each.

    When many come at the same time none waits: then the platform is answered at once.
    """

    def __init__(self, within: float) -> None:
        self._within = within
        self._waiting: dict[str, deque[asyncio.Future[Offer]]] = {}
        self._lately: deque[float] = deque(maxlen=_MOST_A_SECOND)
        self._known: OrderedDict[str, None] = OrderedDict()

    async def answer_to(self, chat_id: str, key: str) -> Offer | None:
        """What to say in this chat in answer to message `key`; None when there is nothing yet.

        A message that came before has its answer already. Whoever takes an offer settles it.
        """
        if self._within <= 0 or self._is_known(key) or self._is_busy():
            return None
        place: asyncio.Future[Offer] = asyncio.get_running_loop().create_future()
        line = self._waiting.setdefault(chat_id, deque())
        line.append(place)
        try:
            await asyncio.wait({place}, timeout=self._within)
        except asyncio.CancelledError:
            if place.done():
                place.result().settle(was_carried=False)
            raise
        finally:
            self._leave(chat_id, place)
        return place.result() if place.done() else None

    async def carried(self, chat_id: str, words: str) -> bool:
        """True when a waiting callback has taken these words there."""
        line = self._waiting.get(chat_id)
        if not line:
            return False
        offer = Offer(words)
        line.popleft().set_result(offer)
        return await offer.was_carried()

    def _leave(self, chat_id: str, place: asyncio.Future[Offer]) -> None:
        line = self._waiting.get(chat_id, deque())
        if place in line:
            line.remove(place)
        if not line:
            self._waiting.pop(chat_id, None)

    def _is_known(self, key: str) -> bool:
        known = key in self._known
        self._known[key] = None
        if len(self._known) > _REMEMBERED:
            self._known.popitem(last=False)
        return known

    def _is_busy(self) -> bool:
        now = asyncio.get_running_loop().time()
        is_busy = len(self._lately) == _MOST_A_SECOND and now - self._lately[0] < 1
        self._lately.append(now)
        return is_busy
