"""How often one address may try to come in."""

from collections import OrderedDict, deque
from datetime import datetime, timedelta

from aiohttp import web

_MOST = 20
_WITHIN = timedelta(minutes=5)
_REMEMBERED = 10_000  # addresses; the one that tried longest ago is forgotten first


class Limits:
    """Counts the tries of each address, or of what is tried; in memory, for this process alone."""

    def __init__(self, most: int = _MOST) -> None:
        self._most = most
        self._tries: OrderedDict[str, deque[datetime]] = OrderedDict()

    def try_once(self, address: str, now: datetime) -> bool:
        """The try is counted; False when there were too many lately."""
        tries = self._tries.setdefault(address, deque())
        self._tries.move_to_end(address)
        while tries and now - tries[0] >= _WITHIN:
            tries.popleft()
        while len(self._tries) > _REMEMBERED:
            self._tries.popitem(last=False)
        if len(tries) >= self._most:
            return False
        tries.append(now)
        return True


def address_of(request: web.Request, *, is_behind_proxy: bool) -> str:
    """Where a request comes from; behind a proxy of ours, as that says."""
    forwarded = request.headers.get("X-Forwarded-For", "")
    if is_behind_proxy and forwarded:
        return forwarded.rpartition(",")[2].strip()[:64]
    return request.remote or ""
