"""The working calendar of the county, and a year's notice imported with its preview."""

from collections.abc import Mapping
from datetime import date, datetime

from aiohttp import web
from sqlmodel import Session

from bot.calendar import Import, OnlyShownError
from bot.console.calendar.months import hours_said, months_of
from bot.console.door import Door, read_form
from bot.console.parameters import number_in
from bot.console.rooms import ROLES
from bot.console.uploads import read_upload
from bot.console.visitor import Visitor
from handlers.lifecycle.timing.working_time import WorkingCalendar
from storage import audit
from storage.calendar.file import CalendarFileError, decoded, parse_calendar_file
from storage.clock import CHINA
from storage.codes import AuditKind, Role
from storage.tables.audit import AuditEntry
from storage.workdays import CountyTime, county_time

_IMPORTERS = frozenset({Role.ADMINISTRATOR})
_LONGEST = 64 * 1024
_FIRST, _LAST = 2004, 2099


def routes(door: Door) -> list[web.RouteDef]:
    """The addresses of the calendar."""
    pages = _Calendar(door)
    return [
        web.get("/console/calendar", door.page(pages.show, ROLES["calendar"])),
        web.post("/console/calendar/preview", door.form(pages.preview, _IMPORTERS)),
        web.post("/console/calendar/land", door.form(pages.land, _IMPORTERS)),
    ]


class _Calendar:
    def __init__(self, door: Door) -> None:
        self._door = door
        self._house = door.house
        self._db = door.house.db

    async def show(self, request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """One year, month by month."""
        return await self._page(visitor, request.query.get("year", ""))

    async def preview(self, request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """What the file would change; nothing is written."""
        upload = await read_upload(request)
        if upload is None:
            return await self._page(visitor, said="请先选一个日历文件。", status=400)
        text = decoded(upload.content[:_LONGEST])
        if text is None or len(upload.content) > _LONGEST:
            return await self._page(
                visitor, said="这不是日历文件：要 64 KB 以内的文本。", status=400
            )
        return await self._try(visitor, text, upload.name, only_show=True)

    async def land(self, request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """The file that was looked at is in, and open deadlines are reckoned anew."""
        given = await read_form(request)
        text, name = given.get("text", "")[:_LONGEST], given.get("name", "")[:120]
        return await self._try(visitor, text, name, only_show=False)

    async def _try(
        self, visitor: Visitor, text: str, name: str, *, only_show: bool
    ) -> web.StreamResponse:
        given: dict[str, object] = {"name": name}
        try:
            file = parse_calendar_file(text, name)
        except CalendarFileError as error:
            return await self._page(visitor, said=str(error), status=400)
        try:
            coming = Import(file, self._house.source, visitor.now, only_show=only_show)
            lines = await self._db.tx(lambda s: _landed(s, coming, visitor, name))
        except OnlyShownError as shown:
            return await self._page(
                visitor, str(file.year or ""), preview={**given, "lines": shown.lines, "text": text}
            )
        except CalendarFileError as error:
            return await self._page(visitor, said=str(error), status=400)
        return await self._page(visitor, str(file.year or ""), done={**given, "lines": lines})

    async def _page(
        self,
        visitor: Visitor,
        year: str = "",
        *,
        said: str = "",
        preview: Mapping[str, object] | None = None,
        done: Mapping[str, object] | None = None,
        status: int = 200,
    ) -> web.StreamResponse:
        time = await self._db.read(lambda s: county_time(s, visitor.county_id))
        world = await self._db.read(self._house.source.current)
        page = {
            **_of_year(_year(year, visitor.now), time, world.calendar, visitor.now),
            "may_import": visitor.is_any(_IMPORTERS),
            "said": said,
            "preview": preview,
            "done": done,
        }
        return self._door.show("calendar.html", visitor, page, status=status)


def _landed(session: Session, coming: Import, visitor: Visitor, name: str) -> tuple[str, ...]:
    lines = coming.run(session)
    entry = AuditEntry(
        county_id=visitor.county_id,
        kind=AuditKind.CALENDAR_CHANGED,
        at=visitor.now,
        person_id=visitor.id,
        details=f"{name}，{coming.file.year}年" if coming.file.year else name,
    )
    audit.note(session, entry)
    return lines


def _of_year(year: int, time: CountyTime, calendar: object, now: datetime) -> dict[str, object]:
    if not isinstance(calendar, WorkingCalendar):
        raise web.HTTPNotFound
    own = {date.fromisoformat(one.day): one for one in time.days}
    months = months_of(year, calendar, own, now.astimezone(CHINA).date())
    return {
        "year": year,
        "months": months,
        "worked": sum(month.worked for month in months),
        "is_imported": year in time.years,
        "is_known": calendar.knows(year),
        "own": [own[day] for day in sorted(own) if day.year == year],
        "usual": hours_said(calendar.usual),
        "summer": hours_said(calendar.summer),
        "summer_from": calendar.summer_from,
        "summer_until": calendar.summer_until,
    }


def _year(given: str, now: datetime) -> int:
    this = now.astimezone(CHINA).year
    return min(max(number_in(given) or this, _FIRST), _LAST)
