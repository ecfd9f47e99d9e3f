"""The ledger of letters: drafts to be signed, receipts and answers, and each as a Word file."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

from aiohttp import web
from sqlmodel import Session

from bot.console.door import Door, read_form
from bot.console.rooms import ROLES
from bot.console.visitor import Visitor
from handlers import click
from handlers.click import Clicked
from handlers.effects import Effect
from handlers.governance import letter_moves
from handlers.governance.letter_moves import LetterStep
from handlers.governance.rights import DRAFTERS, holds, why_not_sign, why_not_void
from handlers.governance.units import speaks_for, unit_of_letter
from handlers.loading.situations import load_views
from handlers.situation import CaseView
from handlers.wording import letter_name
from storage import audit, letters
from storage.cases import list_cases
from storage.codes import AuditKind, LetterState
from storage.people import get_people
from storage.tables.audit import AuditEntry
from storage.tables.click import Click
from storage.tables.letter import Letter

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_ACTS: dict[str, Callable[[LetterStep, str], list[Effect]]] = {
    "sign": lambda step, _: letter_moves.sign(step),
    "void": letter_moves.void,
    "receive": lambda step, _: letter_moves.receive(step),
    "reply": letter_moves.reply,
}
_SENT = (LetterState.ISSUED, LetterState.RECEIVED)


def routes(door: Door) -> list[web.RouteDef]:
    """The ledger's address and those of each letter."""
    pages, roles = _Letters(door), ROLES["letters"]
    one = "/console/letters/{id:[0-9]{1,9}}"
    return [
        web.get("/console/letters", door.page(pages.ledger, roles)),
        web.get(f"{one}.docx", door.page(pages.file, roles)),
        web.post(f"{one}/act", door.form(pages.act, roles)),
    ]


@dataclass(frozen=True)
class Row:
    """One letter of the ledger as its reader sees it."""

    letter: Letter
    name: str
    unit: str
    signer: str
    view: CaseView | None
    is_kept: bool  # about a case that this reader may not see
    acts: tuple[str, ...]


class _Letters:
    def __init__(self, door: Door) -> None:
        self._door = door
        self._house = door.house
        self._db = door.house.db

    async def ledger(self, request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """Every letter the reader has to do with, the newest first."""
        rows = await self._db.read(lambda session: _rows(session, visitor))
        flash = await self._door.flash(request, visitor)
        key = secrets.token_urlsafe(12)
        return self._door.show("letters.html", visitor, {"rows": rows, "flash": flash, "key": key})

    async def file(self, request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """The letter as a Word file, to be saved under its own name."""
        # A service in which nobody asks for a file need not carry Word's library, 6 MB.
        from bot.papers.letters import facts_now, file_name, letter_file  # noqa: PLC0415

        world, folder = visitor.world, self._house.forms

        def find(session: Session) -> tuple[str, bytes] | None:
            found = letters.find_letter(session, int(request.match_info["id"]))
            if found is None or not _reads(visitor, found, _view(session, found)):
                return None
            facts = facts_now(session, found, world.directory, world.policy, visitor.now)
            return file_name(found), letter_file(found, facts, folder)

        written = await self._db.read(find)
        if written is None:
            raise web.HTTPNotFound
        name, content = written
        await self._db.tx(lambda s: audit.note(s, _taken(visitor, name)))
        saved = f"attachment; filename*=UTF-8''{quote(name)}"
        headers = {"Content-Disposition": saved, "Cache-Control": "no-store"}
        return web.Response(body=content, content_type=_WORD, headers=headers)

    async def act(self, request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """The letter was signed, voided, received or answered, or it was told why not."""
        given, letter_id = await read_form(request), int(request.match_info["id"])
        carry_out = _ACTS.get(given.get("act", ""))
        if carry_out is None or not given.get("key"):
            raise web.HTTPBadRequest

        def write(session: Session) -> Click | None:
            letter = letters.find_letter(session, letter_id)
            view = _view(session, letter) if letter is not None else None
            if letter is None or not _reads(visitor, letter, view):
                return None
            letter = letters.get_letter(session, letter_id)
            step = LetterStep(visitor.speaker, letter, view, visitor.now, visitor.world)
            words = given.get("words", "").strip()[:2000]
            key = f"{visitor.id}:{given['key'][:40]}"
            clicked = Clicked(key, f"letter_{given['act']}", visitor.speaker, visitor.now)
            effects = carry_out(step, words)
            return click.carry_out(session, clicked, effects, letter.case_id, visitor.world)

        done = await self._db.tx(write)
        if done is None:
            raise web.HTTPNotFound
        self._house.acted()
        raise web.HTTPSeeOther(f"/console/letters?done={done.id}")


def _taken(visitor: Visitor, name: str) -> AuditEntry:
    """That somebody took a letter out as a file."""
    return AuditEntry(
        county_id=visitor.county_id,
        kind=AuditKind.EXPORTED,
        at=visitor.now,
        person_id=visitor.id,
        details=name,
    )


def _rows(session: Session, visitor: Visitor) -> list[Row]:
    directory = visitor.world.directory
    found = letters.list_newest(session, visitor.county_id)
    signers = get_people(session, [one.signer_id for one in found if one.signer_id])
    about = list_cases(session, {one.case_id for one in found if one.case_id})
    views = {view.id: view for view in load_views(session, list(about.values()))}
    rows = []
    for one in found:
        view = views.get(one.case_id or 0)
        if not _reads(visitor, one, view):
            continue
        signer = signers.get(one.signer_id or 0)
        rows.append(
            Row(
                letter=one,
                name=letter_name(one),
                unit=unit_of_letter(one, directory).name,
                signer=signer.name if signer is not None else "",
                view=view,
                is_kept=view is not None and not visitor.sees(view),
                acts=_acts(visitor, one),
            )
        )
    return rows


def _acts(visitor: Visitor, letter: Letter) -> tuple[str, ...]:
    """What the reader can do with the letter now."""
    speaker, directory = visitor.speaker, visitor.world.directory
    found = []
    if not why_not_sign(speaker, letter, directory):
        found.append("sign")
    if not why_not_void(speaker, letter, directory):
        found.append("void")
    if speaks_for(speaker, letter) and letter.state in _SENT:
        found += ["receive", "reply"] if letter.state is LetterState.ISSUED else ["reply"]
    return tuple(found)


def _reads(visitor: Visitor, letter: Letter, view: CaseView | None) -> bool:
    """Who wrote, signs or got it, those over the unit, and whoever may see its case."""
    speaker = visitor.speaker
    is_own = visitor.id in (letter.signer_id, letter.drafter_id)
    is_sent = letter.state not in (LetterState.DRAFT, LetterState.VOID)
    is_theirs = is_sent and speaks_for(speaker, letter)
    over = holds(speaker, letter, DRAFTERS, visitor.world.directory)
    knows = view is not None and bool(visitor.roles & DRAFTERS) and visitor.sees(view)
    return is_own or is_theirs or over or knows


def _view(session: Session, letter: Letter) -> CaseView | None:
    about = list_cases(session, {letter.case_id} if letter.case_id else set())
    return next(iter(load_views(session, list(about.values()))), None)
