"""Keeps the files that people sent, fetched on receipt: platforms forget them after some days."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from pathlib import Path

import structlog

from bot.channels.base import Inbound, SendLater
from bot.channels.platform.api import ApiError, File, TooLargeError
from storage import media

AT_ONCE = 4

Fetch = Callable[[Inbound], Awaitable[File]]

_log = structlog.stdlib.get_logger(__name__)


async def with_files(
    heard: Sequence[Inbound], fetch: Fetch, root: Path, within_seconds: float
) -> list[Inbound]:
    """The same messages, with the file of each as far as it could be had in time.

    A message whose file cannot be had is heard all the same, without it.
    """
    doors = asyncio.Semaphore(AT_ONCE)

    async def one(message: Inbound) -> Inbound:
        async with doors:
            return await _with_file(message, fetch, root)

    tasks = [asyncio.create_task(one(message)) for message in heard]
    if not tasks:
        return []
    _, late = await asyncio.wait(tasks, timeout=within_seconds)
    for task in late:
        task.cancel()
    if late:
        _log.warning("files.late", files=len(late))
        await asyncio.wait(late)
    found = zip(tasks, heard, strict=True)
    return [message if task.cancelled() else task.result() for task, message in found]


async def _with_file(message: Inbound, fetch: Fetch, root: Path) -> Inbound:
    try:
        file = await fetch(message)
        kept = await asyncio.to_thread(media.put, root, file.content)
    except media.MediaRefusedError:
        reason = "refused"
    except TooLargeError:
        reason = "too_large"
    except SendLater:
        reason = "no_answer"
    except ApiError as error:
        reason = f"errcode {error.code}"
    except OSError as error:
        reason = type(error).__name__
    else:
        return replace(message, data={**message.data, "file": kept.name, "mime": kept.mime})
    _log.warning("file.not_kept", channel=message.channel, key=message.key, reason=reason)
    return message
