"""The cases behind one figure of the charts, as many of them as the visitor may see."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from aiohttp import web
from sqlmodel import Session

from bot.console.charts.asked import cases_address, parse_after
from bot.console.charts.counting import count_name, namer
from bot.console.charts.periods import spanned
from bot.console.charts.scopes import Choice, choices, chosen
from bot.console.door import Door
from bot.console.parameters import day_in
from bot.console.visitor import Visitor
from bot.console.wording import names_in
from handlers.loading.situations import load_views
from handlers.situation import CaseView
from handlers.survey.shares import RateName
from handlers.survey.tallies import COUNTED
from handlers.texts import render
from storage import charts
from storage.charts import After, Behind, Days

PAGE_SIZE = 30


@dataclass(frozen=True)
class Wanted:
    """Which figure, of which days and whose; `is_count` when it is no rate but a number."""

    choice: Choice
    days: Days
    rate: RateName
    which: str
    leaf: str
    is_count: bool
    after: After | None

    @classmethod
    def read(cls, query: Mapping[str, str], visitor: Visitor) -> Self | None:
        """What the address says; None when no figure of the visitor's is meant."""
        choice = chosen(choices(visitor), query.get("at", ""))
        rate = next((one for one in COUNTED if one.value == query.get("of")), None)
        first, last = day_in(query.get("from", "")), day_in(query.get("to", ""))
        if choice is None or rate is None or first is None or last is None:
            return None
        which = query.get("which", "all")
        leaf, after = query.get("leaf", "")[:60], parse_after(query.get("after", ""))
        is_count = query.get("what") == "n"
        return cls(choice, Days(first, last), rate, which, leaf, is_count, after)

    @property
    def name(self) -> str:
        """What the figure is called."""
        rate = self.rate
        return count_name(rate) if self.is_count else render(f"rate.{rate.value}")

    @property
    def period(self) -> str:
        """Which days, in words."""
        return spanned(self.days)

    @property
    def behind(self) -> Behind:
        """The same as a query understands it."""
        return Behind(self.choice.scope, self.days, self.rate.value, self.which, self.leaf)

    def address(self, **more: str) -> str:
        """The list with this changed, from the top."""
        kept = {"which": self.which, "leaf": self.leaf, "what": "n" if self.is_count else ""}
        return cases_address(self.choice.key, self.days, self.rate.value, **kept | more)


async def show_cases(door: Door, request: web.Request, visitor: Visitor) -> web.StreamResponse:
    """One page of the cases behind a figure."""
    wanted = Wanted.read(request.query, visitor)
    if wanted is None:
        raise web.HTTPNotFound
    rows, next_after = await door.house.db.read(lambda session: _find(session, visitor, wanted))
    page = {
        "wanted": wanted,
        "leaf": namer(visitor.world).leaf(wanted.leaf) if wanted.leaf else "",
        "rows": rows,
        "next": wanted.address(after=next_after) if next_after else "",
        "names": names_in(visitor.world.directory),
    }
    return door.show("charts_cases.html", visitor, page)


def _find(session: Session, visitor: Visitor, wanted: Wanted) -> tuple[list[CaseView], str]:
    """The page's cases, and behind which the next page begins."""
    found = charts.list_cases(session, visitor.reach, wanted.behind, wanted.after, PAGE_SIZE + 1)
    shown = found[:PAGE_SIZE]
    views = load_views(session, [case for _, case in shown])
    seen = [view for view in views if visitor.sees(view)]
    if len(found) <= PAGE_SIZE:
        return seen, ""
    day, last = shown[-1]
    return seen, f"{day}_{last.id}"
