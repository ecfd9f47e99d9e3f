"""What was previewed is what lands: all of it or nothing, once, by whoever looked at it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from storage import kept_sheets
from storage.kept_sheets import Whose

GONE = "这次预览已经过期，或者不是您上传的。请重新上传文件。"
CHANGED = "预览以后数据有变化，这次什么都没有写入。请再看一遍，再确认导入。"
REPEATED = "这个文件刚才已经导入，没有重复写入。"


class SheetChangedError(Exception):
    """What the file would do now is not what was shown; nothing was written."""


@dataclass(frozen=True)
class Landing:
    """What came of landing a kept file."""

    is_done: bool
    said: str


def land(
    session: Session,
    kept_id: int,
    whose: Whose,
    digest: str,
    now: datetime,
    write: Callable[[Session, Mapping[str, Any]], str],
) -> Landing:
    """Everything the kept file says is written by `write`, which says in a sentence what it did.

    Sent twice it lands once. `write` raises SheetChangedError when it would now do something else
    than was shown: then the caller's transaction must end without a trace, see `refused`.
    """
    kept = kept_sheets.lock_own(session, kept_id, whose, now)
    if kept is None:
        return Landing(is_done=False, said=GONE)
    if kept.landed_at is not None:
        return Landing(is_done=True, said=f"{kept.outcome}{REPEATED}")
    if not digest or kept.digest != digest:
        return Landing(is_done=False, said=CHANGED)
    said = write(session, kept.told)
    kept_sheets.finish(session, kept, said, now)
    return Landing(is_done=True, said=said)


def refused() -> Landing:
    """What is said after SheetChangedError."""
    return Landing(is_done=False, said=CHANGED)
