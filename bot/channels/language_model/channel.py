"""The language model as a channel: what is said to it is a question, what it says is a vote."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from enum import StrEnum
from typing import Any

import structlog
from aiohttp import ClientError, ClientSession, ClientTimeout
from sqlmodel import Session

from bot.channels.base import Inbound, QuietChannel
from bot.channels.language_model.answers import UnreadableAnswerError, request, vote
from bot.channels.language_model.settings import LanguageModelSettings
from handlers.speech import LANGUAGE_MODEL
from storage import counters
from storage.clock import CHINA, Clock
from storage.codes import MessageKind
from storage.db import Database
from storage.tables.message import OutboundMessage

Accept = Callable[[Sequence[Inbound]], Awaitable[None]]

_LARGEST = 256 * 1024
_GRACE = timedelta(seconds=10)  # a question older than its time limit and this is asked no more

_log = structlog.stdlib.get_logger(__name__)


class Outcome(StrEnum):
    """What became of one question; it stands in the outbox as the receipt."""

    VOTED = "voted"
    UNREADABLE = "unreadable"
    NO_ANSWER = "no_answer"
    OVER_BUDGET = "over_budget"
    TOO_LATE = "too_late"
    NO_QUESTION = "no_question"


class LanguageModel(QuietChannel):
    """Asks one endpoint, within a time limit and a budget. It never fails: it only does not vote."""

    name = LANGUAGE_MODEL
    may_repeat = True

    def __init__(
        self, settings: LanguageModelSettings, db: Database, accept: Accept, clock: Clock
    ) -> None:
        self._settings = settings
        self._db = db
        self._accept = accept
        self._clock = clock
        self._session: ClientSession | None = None

    async def stop(self) -> None:
        """Its connections are closed."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def send(self, message: OutboundMessage) -> str:
        """The question was asked and the vote, or that there is none, has arrived as a message."""
        card = message.card or {}
        if message.text_key != LANGUAGE_MODEL or "last" not in card:
            return Outcome.NO_QUESTION
        limit = timedelta(seconds=self._settings.timeout_seconds)
        if self._clock.now() - message.created_at > limit + _GRACE:
            return Outcome.TOO_LATE  # the resident has been asked by now
        outcome, said = await self._ask(message)
        if outcome is not Outcome.VOTED:
            _log.warning("language_model.no_vote", message_id=message.id, outcome=outcome.value)
        await self._accept([self._heard(message, outcome, said)])
        return outcome

    async def _ask(self, message: OutboundMessage) -> tuple[Outcome, dict[str, Any] | None]:
        if not await self._db.tx(lambda session: self._may_ask(session, message.county_id)):
            return Outcome.OVER_BUDGET, None
        leaves = (message.card or {}).get("leaves", [])
        try:
            raw = await self._post(request(self._settings.model, message.text, leaves))
            return Outcome.VOTED, vote(raw, leaves)
        except UnreadableAnswerError:
            return Outcome.UNREADABLE, None
        except (ClientError, OSError, TimeoutError, ValueError):
            # ValueError: aiohttp's way to say that a header or a line of the answer is broken.
            return Outcome.NO_ANSWER, None

    def _may_ask(self, session: Session, county_id: int) -> bool:
        """Counts the call; it is counted in the database, so that a restart forgets none."""
        now = self._clock.now().astimezone(CHINA)
        for name, most in (
            (f"{now:%Y-%m-%d %H}", self._settings.calls_per_hour),
            (f"{now:%Y-%m-%d}", self._settings.calls_per_day),
        ):
            if counters.next_value(session, county_id, f"{LANGUAGE_MODEL} {name}") > most:
                return False
        return True

    async def _post(self, body: dict[str, Any]) -> bytes:
        """The answer's body, of at most a quarter of a megabyte; raises ClientError and the like."""
        if self._session is None:
            self._session = ClientSession()
        key = self._settings.api_key.get_secret_value()
        async with self._session.post(
            f"{self._settings.base_url}/chat/completions",
            json=body,
            headers={"Authorization": f"Bearer {key}"} if key else {},
            timeout=ClientTimeout(total=self._settings.timeout_seconds),
            allow_redirects=False,
        ) as response:
            if response.status != 200:
                raise ClientError
            raw = bytearray()
            async for chunk in response.content.iter_chunked(64 * 1024):
                raw += chunk
                if len(raw) > _LARGEST:
                    raise ClientError
            return bytes(raw)

    def _heard(
        self, message: OutboundMessage, outcome: Outcome, said: dict[str, Any] | None
    ) -> Inbound:
        last = (message.card or {}).get("last")
        return Inbound(
            channel=LANGUAGE_MODEL,
            key=f"vote:{message.id}",
            chat_id=message.chat_id,
            sender_id=LANGUAGE_MODEL,
            kind=MessageKind.TEXT,
            sent_at=self._clock.now(),
            data={"vote": said, "last": last, "outcome": outcome.value},
        )
