"""What is to be said goes to the gateway: one signed JSON document, which it may be given twice."""

import json
from typing import Any

from aiohttp import ClientError, ClientResponse, ClientSession, ClientTimeout

from bot.channels.base import SendLater, SendRefused
from bot.channels.bridge.signing import signed
from storage.clock import CHINA, Clock
from storage.tables.message import OutboundMessage

_ENOUGH = ClientTimeout(total=10, connect=3)
_LARGEST = 64 * 1024
_LONGEST_WAIT = 3600.0
# too early, too many, no time: the same document may be taken later
_NOT_NOW = {408, 409, 425, 429}


def document(message: OutboundMessage) -> dict[str, Any]:
    """The message as the gateway gets it (`docs/bridge.md`): no name, no telephone number."""
    return {
        "key": message.key,
        "chat": {"id": message.chat_id, "is_group": message.is_group},
        "text": message.text,
        "card": message.card,
        "urgent": message.urgent,
        "created_at": message.created_at.astimezone(CHINA).isoformat(timespec="seconds"),
    }


class Post:
    """Brings documents to one gateway; `key` is the same however often one is brought."""

    def __init__(self, url: str, secret: str, clock: Clock) -> None:
        self._url = url
        self._secret = secret
        self._clock = clock
        self._session: ClientSession | None = None

    async def bring(self, message: OutboundMessage) -> str:
        """The gateway has it; gives its receipt. Raises SendLater or SendRefused."""
        body = json.dumps(document(message), ensure_ascii=False).encode("utf-8", "replace")
        headers = signed(self._secret, int(self._clock.now().timestamp()), body) | {
            "Content-Type": "application/json; charset=utf-8",
            "Idempotency-Key": message.key,
        }
        # Errors are raised `from None`: those of aiohttp carry the address, which may be secret.
        try:
            async with self._client().post(
                self._url, data=body, headers=headers, timeout=_ENOUGH, allow_redirects=False
            ) as answer:
                return await _receipt(answer)
        except TimeoutError:
            raise SendLater("网关没有按时答复。") from None
        except (ClientError, OSError) as error:
            raise SendLater(f"连不上网关（{type(error).__name__}）。") from None

    async def close(self) -> None:
        """No connection is open any more."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    def _client(self) -> ClientSession:
        if self._session is None:
            self._session = ClientSession()
        return self._session


async def _receipt(answer: ClientResponse) -> str:
    status = answer.status
    if status in _NOT_NOW or status >= 500:
        raise SendLater(f"网关暂时不收（HTTP {status}）。", _wait(answer))
    if not 200 <= status < 300:
        raise SendRefused(f"网关不收（HTTP {status}）。")
    content = await answer.content.read(_LARGEST)
    if content.lstrip().startswith(b"<"):
        raise SendLater("网关回了一张网页：请看中间的代理，或网关的地址。")
    try:
        said = json.loads(content)
        return str(said.get("receipt", "ok"))[:128]
    except (ValueError, AttributeError, RecursionError):
        return "ok"  # it said yes; what else it said is its own affair


def _wait(answer: ClientResponse) -> float | None:
    seconds = answer.headers.get("Retry-After", "")
    return min(float(seconds), _LONGEST_WAIT) if seconds.isascii() and seconds.isdigit() else None
