"""The log: one line an event, ids only; never a citizen's words, name, phone or account."""

import logging
import sys
import traceback
from pathlib import Path
from types import TracebackType

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from bot.settings import LogFormat, LogSettings


def configure(settings: LogSettings) -> None:
    """Everything logged from here on goes to standard error in the form asked for."""
    shared: list[Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
        without_words,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                _renderer(settings.format),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(settings.level.value)
    for noisy in ("apscheduler", "aiohttp.access", "alembic"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


def _renderer(form: LogFormat) -> Processor:
    if form is LogFormat.JSON:
        return structlog.processors.JSONRenderer(ensure_ascii=False)
    return structlog.dev.ConsoleRenderer()


def without_words(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """An exception is logged as its kind and the places it passed.

    Its message stays out: it may quote a citizen. Faults of the machine quote nobody and keep it.
    """
    found = event.pop("exc_info", None)
    if not found:
        return event
    error = found if isinstance(found, BaseException) else _current(found)
    if error is not None:
        event["error"] = type(error).__name__
        if isinstance(error, OSError):
            event["detail"] = str(error)
        event["passed"] = _passed(error.__traceback__)
    return event


def _current(
    found: bool | tuple[type[BaseException] | None, BaseException | None, TracebackType | None],  # noqa: FBT001
) -> BaseException | None:
    return found[1] if isinstance(found, tuple) else sys.exc_info()[1]


def _passed(trace: TracebackType | None) -> list[str]:
    frames = traceback.extract_tb(trace)[-12:]
    return [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]
