"""Tries whether a group's robot can be called, without a word in the group."""

from bot.channels.base import SendLater
from bot.channels.group_robot.settings import Robot
from bot.channels.platform.api import Api, ApiError
from bot.channels.platform.errcodes import ROBOT, Do, meaning_of, outcome

_NOTHING = {"msgtype": "text", "text": {"content": ""}}


async def try_robot(robot: Robot) -> str:
    """What is wrong with its address; empty when only the empty words were refused."""
    api = Api(robot.base)
    try:
        await api.post("/cgi-bin/webhook/send", _NOTHING, {"key": robot.key.get_secret_value()})
    except ApiError as error:
        is_about_words = meaning_of(error, ROBOT).do in {Do.STOP, Do.RETRY}
        return "" if is_about_words else outcome(error, ROBOT).reason
    except SendLater as error:
        return error.reason
    finally:
        await api.close()
    return ""
