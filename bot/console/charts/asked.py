"""What a reader of the charts asked for, read from the address and written back into it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from urllib.parse import urlencode

from bot.console.charts.periods import By, period
from bot.console.parameters import code_in, day_in, row_behind
from storage.charts import After, Days
from storage.clock import local

_EARLIEST = date(2000, 1, 1)


@dataclass(frozen=True)
class Asked:
    """Which period, and whose figures."""

    by: By
    days: Days
    at: str
    today: date

    @classmethod
    def read(cls, query: Mapping[str, str], now: datetime) -> "Asked":
        """What the address says; what is not understood is today, by day. Nothing lies ahead."""
        today = local(now).date()
        by = code_in(By, query.get("by")) or By.DAY
        day = max(_EARLIEST, min(day_in(query.get("day", "")) or today, today))
        return cls(by, period(by, day), query.get("at", "")[:40], today)

    def address(self, **changes: str) -> str:
        """The page with this changed."""
        asked = {"by": self.by.value, "day": self.days.first.isoformat(), "at": self.at} | changes
        return f"/console/charts?{urlencode({k: v for k, v in asked.items() if v})}"

    @property
    def is_running(self) -> bool:
        """True when the period is not over yet."""
        return self.days.last >= self.today


def cases_address(at: str, days: Days, of: str, **more: str) -> str:
    """Where the cases behind a figure are listed; a page of charts has some three hundred."""
    rest = _query(tuple((name, value) for name, value in more.items() if value))
    return f"/console/charts/cases?at={at}&from={days.first}&to={days.last}&of={of}{rest}"


@lru_cache(maxsize=256)
def _query(more: tuple[tuple[str, str], ...]) -> str:
    return f"&{urlencode(more)}" if more else ""


def parse_after(text: str) -> After | None:
    """Behind which case a page begins; None at the top."""
    begin = row_behind(text)
    on = day_in(begin[0]) if begin is not None else None
    return After(on, begin[1]) if begin is not None and on is not None else None
