"""Tries whether a channel works: is a token to be had, does our address answer from outside."""

import secrets
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import quote

from aiohttp import ClientError, ClientSession, ClientTimeout
from pydantic import SecretStr

from bot.channels.base import SendLater, SendRefused
from bot.channels.platform.api import ApiError
from bot.channels.platform.errcodes import Meanings, outcome
from bot.channels.platform.seal import Seal, signature
from bot.channels.platform.tokens import TokenSource
from storage.clock import Clock

Ask = Callable[[str], Awaitable[None]]

_WITHIN = ClientTimeout(total=5)


@dataclass(frozen=True)
class Trial:
    """One channel to try: its name for people, how it gets a token, where it is called.

    A channel without a source needs no access token. Without a seal the echo goes in clear text,
    as a 公众号 has it in every mode. `ask` is a harmless call with the token: only then the platform
    looks from where it comes, and what the secret may do.
    """

    name: str
    path: str
    token: SecretStr
    seal: Seal | None = None
    source: TokenSource | None = None
    meanings: Meanings = field(default_factory=dict)
    ask: Ask | None = None


async def try_token(trial: Trial) -> str:
    """What is wrong with id, secret, address or rights; empty when the platform let us in."""
    if trial.source is None:
        return ""
    try:
        answer = await trial.source.fetch(force=False)
        if trial.ask is not None:
            await trial.ask(str(answer.get("access_token", "")))
    except ApiError as error:
        return outcome(error, trial.meanings).reason
    except (SendLater, SendRefused) as error:
        return error.reason
    return ""


async def try_address(trial: Trial, public_url: str, clock: Clock) -> str:
    """What is wrong with our address as the platform sees it; empty when it answers rightly."""
    echo = secrets.token_hex(8)
    url = f"{public_url.rstrip('/')}{trial.path}?{'&'.join(_query(trial, echo, clock))}"
    try:
        async with (
            ClientSession(timeout=_WITHIN) as session,
            session.get(url, allow_redirects=False) as answer,
        ):
            status, said = answer.status, await answer.text()
    except (ClientError, OSError, TimeoutError, ValueError):
        return "从外网地址打不开：请看域名、证书、端口转发，服务有没有在运行。"
    if status in {403, 400}:
        return "地址能打开，但 Token、AES_KEY 和正在运行的服务不一样，或服务器时间不准。"
    if status != 200 or said != echo:
        return f"地址能打开，答复却不对（HTTP {status}）：请看转发有没有到哨到的服务。"
    return ""


def _query(trial: Trial, echo: str, clock: Clock) -> Iterator[str]:
    token = trial.token.get_secret_value()
    stamp, nonce = str(int(clock.now().timestamp())), secrets.token_hex(5)
    if trial.seal is None:
        query = {"signature": signature(token, stamp, nonce), "echostr": echo}
    else:
        sealed = trial.seal.close(echo)
        signed = signature(token, stamp, nonce, sealed)
        query = {"msg_signature": signed, "echostr": sealed}
    for name, value in (query | {"timestamp": stamp, "nonce": nonce}).items():
        yield f"{name}={quote(value, safe='')}"
