"""A platform that fails is left alone for a moment: whoever asks meanwhile hears what it said."""

from datetime import datetime, timedelta

from bot.channels.base import SendLater
from bot.channels.platform.api import ApiError
from storage.clock import Clock

_FIRST = timedelta(seconds=1)
_LONGEST = timedelta(seconds=20)  # what is urgent is tried again after as long


class Rest:
    """After a failure nobody asks for 1, 2, 4 … 20 seconds; the next success ends that.

    So a thousand messages that wait for a platform that is down do not ask it a thousand times.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._failures = 0
        self._until: datetime | None = None
        self._error: ApiError | SendLater | None = None

    def check(self) -> None:
        """Raises the last failure again while the platform is left alone."""
        if self._until is None or self._clock.now() >= self._until:
            return
        match self._error:
            case ApiError() as error:
                raise ApiError(error.code, error.hint, error.answer)
            case SendLater() as error:
                raise SendLater(error.reason, error.seconds)
            case None:
                return

    def failed(self, error: ApiError | SendLater) -> None:
        """It failed once more, with this."""
        self._failures += 1
        pause = _FIRST * 2 ** min(self._failures - 1, 10)
        self._error, self._until = error, self._clock.now() + min(pause, _LONGEST)

    def succeeded(self) -> None:
        """It may be asked."""
        self._failures, self._until, self._error = 0, None, None
