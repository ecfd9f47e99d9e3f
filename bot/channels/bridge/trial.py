"""Tries both ways of the bridge: whether our address takes a signature, and the gateway is there."""

from aiohttp import ClientError, ClientSession, ClientTimeout

from bot.channels.bridge.settings import BridgeSettings
from bot.channels.bridge.signing import signed
from storage.clock import Clock

_WITHIN = ClientTimeout(total=5)
_NO_MESSAGE = b"{}"  # signed as it should be, and no message: nothing of it is kept
_PATH = "/bridge/messages"


async def try_inlet(settings: BridgeSettings, public_url: str, clock: Clock) -> str:
    """What is wrong with our address as a gateway sees it; empty when it knows the signature."""
    secret = settings.secret.get_secret_value()
    headers = signed(secret, int(clock.now().timestamp()), _NO_MESSAGE)
    url = f"{public_url.rstrip('/')}{_PATH}"
    try:
        async with (
            ClientSession(timeout=_WITHIN) as session,
            session.post(url, data=_NO_MESSAGE, headers=headers, allow_redirects=False) as answer,
        ):
            status = answer.status
    except (ClientError, OSError, TimeoutError, ValueError):
        return "从外网地址打不开：请看域名、证书、端口转发，服务有没有在运行。"
    if status == 403:
        return "地址能打开，但密钥和正在运行的服务不一样，或服务器时间不准。"
    if status != 422:
        return f"地址能打开，答复却不对（HTTP {status}）：请看转发有没有到哨到的服务。"
    return ""


async def try_gateway(url: str) -> str:
    """What is wrong with the way to the gateway; empty when somebody answers there."""
    try:
        async with (
            ClientSession(timeout=_WITHIN) as session,
            session.get(url, allow_redirects=False) as answer,
        ):
            await answer.release()
    except (ClientError, OSError, TimeoutError, ValueError) as error:
        return f"对方网关连不上（{type(error).__name__}）：请看 OUT_URL、防火墙和对方的服务。"
    return ""
