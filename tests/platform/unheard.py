"""What the platform has for us and the service has not stored: no table of ours tells of it.

Customer service waits to be asked, and the robot's line may be down; both loops pause by the clock
of the town, which stands still for nobody. So the town asks here before it moves its clock.
"""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from bot.app import Service
from bot.channels.wecom_aibot.channel import ConnectedAibot
from bot.channels.wecom_aibot.heart import PING_EVERY
from bot.channels.wecom_kf.channel import WecomKf
from storage import cursors
from storage.codes import OutboxState
from storage.tables.message import InboundMessage, OutboundMessage
from tests.platform.world import OPEN_KFID, Platform


class Unheard:
    """Looks at both ends: what was told there, and what is stored here."""

    def __init__(self, platform: Platform, service: Service) -> None:
        self._platform = platform
        channels = service.loops.channels
        self._desk, self._robot = channels.get("wecom_kf"), channels.get("wecom_aibot")

    def wake(self) -> None:
        """The loops look now, as they do by themselves every second."""
        for one in (self._desk, self._robot):
            if isinstance(one, WecomKf | ConnectedAibot):
                one.loop.wake()

    def until(self, session: Session, now: datetime) -> datetime | None:
        """When the loops that have something to fetch look again; None when nothing waits."""
        return min((at or now for at in self._rests(session, now)), default=None)

    def _rests(self, session: Session, now: datetime) -> Iterator[datetime | None]:
        if isinstance(self._desk, WecomKf) and not self._is_fetched(session):
            yield self._desk.puller.rests_until
        if isinstance(self._robot, ConnectedAibot):
            is_down = not self._robot.line.is_connected
            is_heard = self._is_heard(session)
            if not (is_heard or is_down) and self._is_silent():
                yield now + PING_EVERY  # only pings that nobody answers tell of it
            elif (is_down and _has_to_say(session)) or not is_heard:
                yield self._robot.line.rests_until

    def _is_fetched(self, session: Session) -> bool:
        told = len(self._platform.syncing.messages)
        return not told or cursors.find(session, f"wecom_kf:{OPEN_KFID}") == f"C{told}"

    def _is_silent(self) -> bool:
        """True while the platform says nothing more on the robot's line."""
        live = self._platform.socket.live
        return live is None or live in self._platform.socket.silent

    def _is_heard(self, session: Session) -> bool:
        told = self._platform.socket.told
        stored = select(func.count()).where(
            col(InboundMessage.channel) == ConnectedAibot.name, col(InboundMessage.key).in_(told)
        )
        return not told or session.exec(stored).one() == len(told)


def _has_to_say(session: Session) -> bool:
    waiting = select(OutboundMessage.id).where(
        col(OutboundMessage.channel) == ConnectedAibot.name,
        col(OutboundMessage.state) == OutboxState.WAITING,
    )
    return session.exec(waiting.limit(1)).first() is not None
