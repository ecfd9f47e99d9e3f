"""`gridwhistle serve`: started with nothing but what a service needs."""

import asyncio
import sys
from collections.abc import Callable

from bot import app as service
from bot.logs import configure
from bot.opening import settings_file
from bot.own_texts import OwnTextsError
from bot.settings import Settings, SettingsError, load
from bot.world import NotSeededError
from handlers.understanding.model.file import ModelError
from handlers.understanding.nodes import TaxonomyError
from storage.troubles import DatabaseUnavailableError

USER_ERRORS: tuple[type[Exception], ...] = (
    SettingsError,
    TaxonomyError,
    OwnTextsError,
    DatabaseUnavailableError,
    service.NotMigratedError,
    service.PortTakenError,
    NotSeededError,
    ModelError,
)
_RED, _PLAIN = "\x1b[31m", "\x1b[0m"


def main() -> None:
    """Serve; what the user can put right is said in Chinese and ends with 2."""
    ended_in_order(serve, USER_ERRORS)


def ended_in_order(command: Callable[[], object], user_errors: tuple[type[Exception], ...]) -> None:
    """The command has run; faults of the user are told without a traceback."""
    try:
        settings_file.adopt()
        command()
    except user_errors as error:
        told = f"{_RED}{error}{_PLAIN}" if sys.stderr.isatty() else str(error)
        sys.stderr.write(f"{told}\n")
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)


def serve() -> None:
    """The service runs until it is told to stop."""
    run(load(), _announce)


def run(settings: Settings, announce: service.Announce) -> None:
    """A service with these settings runs until it is told to stop."""
    configure(settings.log)
    settings.media_dir.mkdir(parents=True, exist_ok=True)
    asyncio.run(service.serve(settings, announce))


def _announce(address: str) -> None:
    sys.stdout.write(f"服务已启动：{address}\n")
    sys.stdout.flush()
