"""Tries whether the platform lets the robot hold its long connection."""

from aiohttp import ClientSession

from bot.channels.base import SendLater
from bot.channels.platform.api import ApiError
from bot.channels.platform.errcodes import ROBOT, outcome
from bot.channels.wecom_aibot.connection import Connection
from bot.channels.wecom_aibot.frames import Frame
from bot.channels.wecom_aibot.settings import WecomAibotSettings
from storage.clock import Clock


async def try_socket(settings: WecomAibotSettings, clock: Clock) -> str:
    """What is wrong with Bot ID, Secret or the way there; empty when the robot was let in.

    A newer connection takes the line from an older one: never to be tried while a service has it.
    """
    secret = settings.secret.get_secret_value() if settings.secret else ""
    login = {"bot_id": settings.bot_id, "secret": secret}
    async with ClientSession() as session:
        try:
            found = await Connection.open(
                session, settings.socket_url, login, _nothing, clock.now()
            )
        except ApiError as error:
            return f"平台不让机器人上线，请核对 Bot ID 和 Secret。{outcome(error, ROBOT).reason}"
        except SendLater as error:
            return f"{error.reason}请看本机能不能连 {settings.socket_url}。"
        await found.close()
    return ""


async def _nothing(_connection: Connection, _frame: Frame) -> None:
    """No service has the line at this moment: whoever speaks to the robot now is answered by nobody."""
