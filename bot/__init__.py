"""The running service: it hears, works, speaks and shows; and the command line."""

import sys

from bot.memory import spare_what_is_loaded


def _log_without_pictures() -> None:
    """The log is written without rich, which structlog would draw tracebacks with.

    None is ever drawn (see `bot/logs.py`), and rich is 5 MB and a twentieth of the time it takes a
    service to start; it is installed only because the command line's library asks for it.
    """
    if "rich" in sys.modules:
        return
    sys.modules["rich"] = None  # type: ignore[assignment]
    try:
        import structlog  # noqa: F401, PLC0415
    finally:
        del sys.modules["rich"]


spare_what_is_loaded()
_log_without_pictures()
