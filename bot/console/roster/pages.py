"""The addresses of the roster: a page for each kind of what it holds."""

from aiohttp import web

from bot.console.door import Door
from bot.console.rooms import ROLES
from bot.console.roster.changes import Changes
from bot.console.roster.departments import Departments
from bot.console.roster.desk import Desk
from bot.console.roster.groups import Groups
from bot.console.roster.importing import Importing
from bot.console.roster.people import People
from bot.console.roster.regions import Regions
from bot.console.uploads import LARGEST_UPLOAD

_ONE = "{id:[0-9]{1,15}}"
_BASE = "/console/roster"


def routes(door: Door) -> list[web.RouteDef]:
    """Every address of the roster."""
    desk, roles = Desk(door), ROLES["roster"]
    regions, people, groups = Regions(desk), People(desk), Groups(desk)
    departments, changes, files = Departments(desk), Changes(desk), Importing(desk)
    looked_at = {
        _BASE: regions.look,
        f"{_BASE}/people": people.look,
        f"{_BASE}/people/{_ONE}": people.one,
        f"{_BASE}/groups": groups.look,
        f"{_BASE}/departments": departments.look,
        f"{_BASE}/departments/{_ONE}": departments.one,
        f"{_BASE}/import": files.look,
        f"{_BASE}/template.xlsx": files.template,
        f"{_BASE}/roster.xlsx": files.export,
        f"{_BASE}/changes": changes.look,
    }
    sent = {
        f"{_BASE}/regions": regions.save,
        f"{_BASE}/people": people.save,
        f"{_BASE}/posts/{_ONE}/away": people.away,
        f"{_BASE}/posts/{_ONE}/end": people.end,
        f"{_BASE}/people/{_ONE}/hand-over": people.hand_over,
        f"{_BASE}/groups": groups.save,
        f"{_BASE}/departments": departments.save,
        f"{_BASE}/departments/{_ONE}/duties": departments.duties,
        f"{_BASE}/land": files.land,
    }
    return [
        *(web.get(path, door.page(show, roles)) for path, show in looked_at.items()),
        *(web.post(path, door.form(act, roles)) for path, act in sent.items()),
        web.post(f"{_BASE}/import", door.form(files.upload, roles, largest=LARGEST_UPLOAD)),
    ]
