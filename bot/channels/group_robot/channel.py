"""The robots of staff groups (群机器人): they speak by a webhook, and hear nothing."""

from collections import OrderedDict
from collections.abc import Mapping

import structlog
from aiohttp import ClientSession

from bot.channels.base import QuietChannel, SendRefused
from bot.channels.group_robot.bodies import bodies
from bot.channels.group_robot.settings import Robot
from bot.channels.platform.api import Api, ApiError
from bot.channels.platform.errcodes import ROBOT, outcome
from bot.channels.platform.ground import Ground
from bot.channels.platform.limits import PER_ROBOT, Limiter
from handlers.speech import GROUP_ROBOT
from storage import chats
from storage.db import DatabaseUnavailableError
from storage.tables.message import OutboundMessage

_SEND = "/cgi-bin/webhook/send"
_UNFINISHED = 1000

_log = structlog.stdlib.get_logger(__name__)


class GroupRobots(QuietChannel):
    """Tells staff groups what concerns all of them; the chat is the group's name.

    Without robots it still stands: then no group is taken for one that has any.
    """

    name = GROUP_ROBOT

    def __init__(
        self, robots: Mapping[str, Robot], ground: Ground, session: ClientSession | None = None
    ) -> None:
        self._robots = dict(robots)
        self._db = ground.db
        self._apis = {one.base: Api(one.base, session) for one in self._robots.values()}
        self._limiter = Limiter(GROUP_ROBOT, PER_ROBOT, ground.db, ground.clock)
        self._said: OrderedDict[str, int] = OrderedDict()

    async def start(self) -> None:
        """The groups know whether they have a robot; names that no group bears are logged."""
        names = frozenset(self._robots)
        try:
            unknown = await self._db.tx(lambda session: chats.set_robots(session, names))
        except DatabaseUnavailableError:
            return  # those who had one yesterday have one today
        if unknown:
            _log.warning("robots.without_group", groups=sorted(unknown))

    async def stop(self) -> None:
        """No connection of its own is open any more."""
        for api in self._apis.values():
            await api.close()

    async def send(self, message: OutboundMessage) -> str:
        """`message` is in the group, in several pieces if it is long; robots give no receipt.

        When a piece has to wait, the next try goes on with that piece.
        """
        robot = self._robots.get(message.chat_id)
        if robot is None:
            raise SendRefused("这个群没有配群机器人。")
        pieces = bodies(message)
        for number in range(self._said.get(message.key, 0), len(pieces)):
            await self._limiter.take(message.chat_id)
            await self._post(robot, pieces[number])
            self._said[message.key] = number + 1
            if len(self._said) > _UNFINISHED:
                self._said.popitem(last=False)
        self._said.pop(message.key, None)
        return "ok"

    async def _post(self, robot: Robot, body: dict[str, object]) -> None:
        query = {"key": robot.key.get_secret_value()}
        try:
            await self._apis[robot.base].post(_SEND, body, query)
        except ApiError as error:
            raise outcome(error, ROBOT) from None
