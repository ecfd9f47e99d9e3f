"""The channel of a simulated year: it remembers what was said, and lets people react."""

from collections import Counter

from bot.channels.base import QuietChannel
from bot.simulation.agenda import CHANNEL
from bot.simulation.residents import Residents
from bot.simulation.staff import Staff
from storage.clock import Clock
from storage.tables.message import OutboundMessage


class Ear(QuietChannel):
    """Takes everything at once; whoever reads it may answer later."""

    name = CHANNEL
    may_repeat = True

    def __init__(self, clock: Clock, residents: Residents, staff: Staff) -> None:
        self._clock = clock
        self._residents = residents
        self._staff = staff
        self.said: Counter[str] = Counter()  # outbox key → how often it was sent

    async def send(self, message: OutboundMessage) -> str:
        """Taken, and read."""
        self.said[message.key] += 1
        now = self._clock.now()
        self._residents.hear(message, now)
        self._staff.hear(message, now)
        return f"year-{message.id}"
