"""The audit: what staff looked at, did, took out and changed; and whether histories are unbroken."""

from dataclasses import dataclass
from datetime import datetime

from aiohttp import web
from sqlmodel import Session

from bot.console import wording
from bot.console.audit.asked import Filters, filters_of
from bot.console.door import Door, read_form
from bot.console.parameters import case_number_in, code_in
from bot.console.rooms import BY_KEY, ROLES, may_enter
from bot.console.visitor import Visitor
from handlers.wording import number as case_number
from storage import audit, history
from storage.audit import AuditRow
from storage.cases import find_numbered
from storage.codes import AuditKind, AuditSource, Move, Role
from storage.tables.audit import AuditEntry

_MOST = 100
_CHECKED = 500  # cases at once, those that something happened to last
_ACTS = {
    "ledger": "导出台账",
    "letter": "办函件",
    "errand": "记回访",
    "looked": "看过存疑的",
    "broadcast": "群发通知",
}
_ROSTER = {"added": "新增", "changed": "改动", "ended": "停用", "away": "请假", "back": "回岗"}


@dataclass(frozen=True)
class Line:
    """One line as it is read."""

    row: AuditRow
    who: str
    what: str


def routes(door: Door) -> list[web.RouteDef]:
    """The addresses of the audit."""
    pages, roles = _Audit(door), ROLES["audit"]
    return [
        web.get("/console/audit", door.page(pages.show, roles)),
        web.post("/console/audit/check", door.form(pages.check, roles)),
    ]


class _Audit:
    def __init__(self, door: Door) -> None:
        self._door = door
        self._db = door.house.db

    async def show(self, request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """The lines of one kind, day by day."""
        return await self._page(filters_of(request.query, visitor.now), visitor)

    async def check(self, request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """The histories were reckoned through; it is told and kept which are not as written."""
        given = await read_form(request)
        asked = given.get("number", "").strip()
        number = case_number_in(asked)
        if asked and number is None:
            raise web.HTTPBadRequest(text="编号要写数字，如 00123。")
        _of_county(visitor)
        said, is_whole = await self._db.tx(lambda s: _checked(s, visitor, number))
        filters = filters_of({"source": AuditSource.NOTES}, visitor.now)
        return await self._page(filters, visitor, said, is_whole=is_whole)

    async def _page(
        self, filters: Filters, visitor: Visitor, said: str = "", *, is_whole: bool = True
    ) -> web.StreamResponse:
        _of_county(visitor)
        asked = filters.asked(visitor)
        rows = await self._db.read(lambda s: audit.list_rows(s, asked, _MOST + 1))
        lines = [_line(row, filters.source, visitor) for row in rows[:_MOST]]
        page = {
            "filters": filters,
            "lines": lines,
            "sources": tuple(AuditSource),
            "more": filters.onward(lines[-1].row.id) if len(rows) > _MOST else "",
            "said": said,
            "is_whole": is_whole,
        }
        return self._door.show("audit.html", visitor, page)


def _of_county(visitor: Visitor) -> None:
    """A leader of a township or a department has no part in it; raises HTTPForbidden."""
    if not may_enter(BY_KEY["audit"], visitor):
        raise web.HTTPForbidden


def _line(row: AuditRow, source: AuditSource, visitor: Visitor) -> Line:
    person = visitor.world.directory.staff.get(row.person_id or 0)
    who = person.name if person else "服务器上" if source is AuditSource.ROSTER else "（已离岗）"
    nobody = row.person_id is None and source is AuditSource.NOTES
    return Line(row, "（没认出是谁）" if nobody else who, _what(row, source))


def _what(row: AuditRow, source: AuditSource) -> str:
    match source:
        case AuditSource.LOOKS:
            return f"以{wording.label(Role(row.code))}身份查看"
        case AuditSource.ACTS:
            move = code_in(Move, row.code)
            act = row.code.partition(":")[0].partition("_")[0]
            done = wording.label(move) if move else _ACTS.get(act, row.code)
            return f"{done} {row.words}".strip()
        case AuditSource.CORRECTIONS:
            return f"{wording.label(Move(row.code))}：{row.words}"
        case AuditSource.SIGN_INS:
            return f"登录（{wording.browser(row.words)}）"
        case AuditSource.NOTES | AuditSource.BROADCASTS:
            return f"{wording.label(AuditKind(row.code))} {row.words}".strip()
        case AuditSource.ROSTER:
            return f"{_ROSTER.get(row.code, row.code)} {row.words}".strip()


def _checked(session: Session, visitor: Visitor, number: int | None) -> tuple[str, bool]:
    """What came of the check, in words, and whether everything was as written."""
    if number is None:
        ids = history.last_changed(session, visitor.county_id, _CHECKED)
    else:
        case = find_numbered(session, visitor.county_id, number)
        ids = {case.id or 0: number} if case is not None else {}
    if not ids:
        return (
            "没有这个编号。" if number is not None else "还没有事项，没什么可核的。"
        ), number is None
    events = history.histories_of(session, tuple(ids))
    broken = sorted(ids[one] for one in ids if not history.is_unbroken(events.get(one, ())))
    said = _said(len(ids), broken)
    _keep(session, visitor, said, next(iter(ids)) if number is not None else None, visitor.now)
    return said, not broken


def _said(count: int, broken: list[int]) -> str:
    if not broken:
        return f"核了{count}件事的经过，一环扣一环，没有被改过、删过。"
    named = "、".join(case_number(one) for one in broken[:20])
    return f"核了{count}件，有{len(broken)}件的经过对不上，可能被人改过库：{named}。请马上查。"


def _keep(
    session: Session, visitor: Visitor, said: str, case_id: int | None, now: datetime
) -> None:
    entry = AuditEntry(
        county_id=visitor.county_id,
        kind=AuditKind.HISTORY_CHECKED,
        at=now,
        person_id=visitor.id,
        case_id=case_id,
        details=said,
    )
    audit.note(session, entry)
