"""Fetches what residents wrote: when told that there is something, and now and then by itself.

The callback says only that there is something. Every page is stored together with the cursor
behind it, so a crash between pages loses nothing and doubles nothing. One replica fetches at a
time: it holds a lease, renewed with every page; whoever lost it stores nothing.
"""

import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

import structlog
from sqlmodel import Session

from bot.channels.base import CallbackError, Inbound, SendLater
from bot.channels.bounce import Bounce
from bot.channels.platform.api import ApiError, File
from bot.channels.platform.errcodes import CUSTOMER_SERVICE, outcome
from bot.channels.platform.keeping import with_files
from bot.channels.platform.late_files import LateFiles, fetch_file
from bot.channels.wecom_kf.messages import media_id_of
from bot.channels.wecom_kf.pages import Page, read_page
from bot.loop import StepFailedError
from storage import cursors, leases
from storage.clock import Clock
from storage.db import Database, DatabaseUnavailableError
from storage.rows import pause_after

LEASE = timedelta(seconds=60)
LOOKS_EVERY = timedelta(minutes=10)  # should a callback ever get lost
FIRST_LOOK_BACK = timedelta(hours=1)
_AT_ONCE = 200
_FILES_WITHIN = 20.0
_TOKEN_GONE = 95007
_LONGEST_PAUSE = timedelta(minutes=5)

_log = structlog.stdlib.get_logger(__name__)

AcceptWith = Callable[[Sequence[Inbound], Callable[[Session], None]], Awaitable[None]]
Bounced = Callable[[Session, Bounce], None]


class Calls(Protocol):
    """The platform, with the access token put in."""

    async def post(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """The answer to a body in JSON."""
        ...

    async def download(self, path: str, limit: int, query: Mapping[str, str]) -> File:
        """A file the platform keeps."""
        ...


class LeaseLostError(Exception):
    """Another replica fetches now: what was fetched here is not stored."""


@dataclass(frozen=True)
class Shelf:
    """Where pages are put: `accept` stores messages, and with them what it is given to write."""

    db: Database
    accept: AcceptWith
    bounced: Bounced
    media_dir: Path
    late: LateFiles


class Puller:
    """Fetches for one account. `step` does what is to be done now and says whether it did any.

    After a failure the platform is left alone: `rests_until` then.
    """

    def __init__(self, calls: Calls, account: str, shelf: Shelf, clock: Clock) -> None:
        self._calls = calls
        self._account = account
        self._shelf = shelf
        self._clock = clock
        self._name = f"wecom_kf:{account}"
        self.holder = secrets.token_hex(8)
        self._is_told = True  # what came while nobody was here
        self._token = ""
        self._looked_at: datetime | None = None
        self._failures = 0
        self.rests_until: datetime | None = None

    def tell(self, token: str) -> None:
        """There is something to fetch; the token is good for ten minutes."""
        self._is_told = True
        self._token = token

    async def step(self) -> int:
        """What there is has been fetched and stored, if there was reason to look; 1 when so."""
        now = self._clock.now()
        if not self._is_due(now):
            return 0
        if not await self._take(now):
            return 0  # the other one may have looked before we were told: we look after it
        self._is_told, self._looked_at = False, now
        is_done = False
        try:
            is_done = await self._try()
        finally:
            self._is_told |= not is_done
            await self._leave()
        return int(is_done)

    async def _try(self) -> bool:
        try:
            await self._pull()
        except LeaseLostError:
            return False
        except (SendLater, ApiError, CallbackError) as error:
            self._failed(error)
            return False
        except DatabaseUnavailableError:
            raise
        except Exception as error:
            _log.exception("kf.failed")
            raise StepFailedError from error
        self._failures, self.rests_until = 0, None
        return True

    def _is_due(self, now: datetime) -> bool:
        if self.rests_until is not None and now < self.rests_until:
            return False
        return self._is_told or self._looked_at is None or now - self._looked_at >= LOOKS_EVERY

    def _failed(self, error: SendLater | ApiError | CallbackError) -> None:
        known = outcome(error, CUSTOMER_SERVICE) if isinstance(error, ApiError) else error
        self._failures += 1
        seconds = known.seconds if isinstance(known, SendLater) else None
        pause = pause_after(self._failures) if seconds is None else timedelta(seconds=seconds)
        self.rests_until = self._clock.now() + min(pause, _LONGEST_PAUSE)
        _log.warning("kf.not_fetched", reason=known.reason, failures=self._failures)

    # ---- the lease -----------------------------------------------------------------------

    async def _take(self, now: datetime) -> bool:
        return await self._shelf.db.tx(
            lambda session: leases.take(session, self._name, self.holder, now, LEASE)
        )

    async def _leave(self) -> None:
        now = self._clock.now()
        await self._shelf.db.tx(lambda session: leases.leave(session, self._name, self.holder, now))

    # ---- pages ---------------------------------------------------------------------------

    async def _pull(self) -> None:
        cursor = await self._shelf.db.read(lambda session: cursors.find(session, self._name))
        since = None if cursor else self._clock.now() - FIRST_LOOK_BACK
        while True:
            page = read_page(await self._fetch(cursor), self._clock.now())
            await self._store(page, since)
            if not page.has_more or page.cursor in ("", cursor):
                return
            cursor = page.cursor

    async def _fetch(self, cursor: str) -> dict[str, Any]:
        try:
            return await self._calls.post("/cgi-bin/kf/sync_msg", self._asked(cursor))
        except ApiError as error:
            if error.code != _TOKEN_GONE or not self._token:
                raise
        self._token = ""
        return await self._calls.post("/cgi-bin/kf/sync_msg", self._asked(cursor))

    def _asked(self, cursor: str) -> dict[str, Any]:
        asked = {"open_kfid": self._account, "limit": _AT_ONCE, "voice_format": 0}
        given = {"cursor": cursor, "token": self._token}
        return asked | {name: value for name, value in given.items() if value}

    async def _store(self, page: Page, since: datetime | None) -> None:
        """The page is kept. What waits for no file is kept first: it may tell of a fire.

        What was written long before we ever looked was answered by people.
        """
        heard = [one for one in page.heard if since is None or one.sent_at >= since]
        at_once = [one for one in page.at_once if one in heard]
        rest = [one for one in heard if one not in at_once]
        if rest and at_once:
            await self._shelf.accept(at_once, self._hold)
            at_once = []
        with_file = [one for one in rest if media_id_of(one)]
        fetched = await with_files(with_file, self._download, self._shelf.media_dir, _FILES_WITHIN)
        by_key = {one.key: one for one in fetched}
        kept = [*at_once, *(by_key.get(one.key, one) for one in rest)]
        await self._shelf.accept(kept, lambda session: self._finish(session, page))
        for one in rest:
            self._shelf.late.follow(by_key.get(one.key, one))

    async def _download(self, heard: Inbound) -> File:
        return await fetch_file(self._calls, media_id_of(heard))

    def _hold(self, session: Session) -> None:
        if not leases.take(session, self._name, self.holder, self._clock.now(), LEASE):
            raise LeaseLostError

    def _finish(self, session: Session, page: Page) -> None:
        self._hold(session)
        for bounce in page.bounced:
            self._shelf.bounced(session, bounce)
        if page.cursor:
            cursors.move(session, self._name, page.cursor, self._clock.now())
