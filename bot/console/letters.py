"""The console's ledger of letters, and each letter as a Word file."""

from pathlib import Path
from urllib.parse import quote

from aiohttp import web
from sqlmodel import Session

from bot.console import wording
from handlers.governance.units import unit_of_letter
from handlers.loading.situations import load_directory
from handlers.policy import Policy
from handlers.wording import letter_name
from storage import letters
from storage.cases import list_cases
from storage.clock import Clock
from storage.db import Database
from storage.people import get_people
from storage.regions import directory_version
from storage.tables.person import Person

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def routes(db: Database, clock: Clock, policy: Policy, folder: Path | None) -> list[web.RouteDef]:
    """The ledger's address and that of each letter's file."""
    pages = _Letters(db, clock, policy, folder)
    return [
        web.get("/console/letters", pages.ledger),
        web.get("/console/letters/{id:[0-9]{1,9}}.docx", pages.file),
    ]


class _Letters:
    def __init__(self, db: Database, clock: Clock, policy: Policy, folder: Path | None) -> None:
        self._db = db
        self._clock = clock
        self._policy = policy
        self._folder = folder
        self._templates = wording.templates()

    async def ledger(self, _request: web.Request) -> web.StreamResponse:
        """Every letter, the newest first."""
        rows = await self._db.read(_rows)
        page = self._templates.get_template("letters.html")
        text = page.render(now=self._clock.now(), rows=rows)
        headers = {"Cache-Control": "no-store"}
        return web.Response(text=text, content_type="text/html", headers=headers)

    async def file(self, request: web.Request) -> web.StreamResponse:
        """The letter as a Word file, to be saved under its own name."""
        # A service in which nobody asks for a file need not carry Word's library, 6 MB.
        from bot.papers.letters import facts_now, file_name, letter_file  # noqa: PLC0415

        now = self._clock.now()

        def find(session: Session) -> tuple[str, bytes] | None:
            found = letters.find_letter(session, int(request.match_info["id"]))
            if found is None:
                return None
            facts = facts_now(session, found, load_directory(session), self._policy, now)
            return file_name(found), letter_file(found, facts, self._folder)

        written = await self._db.read(find)
        if written is None:
            raise web.HTTPNotFound
        name, content = written
        saved = f"attachment; filename*=UTF-8''{quote(name)}"
        headers = {"Content-Disposition": saved, "Cache-Control": "no-store"}
        return web.Response(body=content, content_type=_WORD, headers=headers)


def _rows(session: Session) -> list[dict[str, object]]:
    if directory_version(session) == 0:
        return []
    directory = load_directory(session)
    found = letters.list_newest(session, directory.county.id or 0)
    signers = get_people(session, [one.signer_id for one in found if one.signer_id])
    about = list_cases(session, {one.case_id for one in found if one.case_id})
    return [
        {
            "letter": one,
            "name": letter_name(one),
            "unit": unit_of_letter(one, directory).name,
            "signer": _name(signers.get(one.signer_id or 0)),
            "case": about.get(one.case_id or 0),
        }
        for one in found
    ]


def _name(person: Person | None) -> str:
    return person.name if person is not None else ""
