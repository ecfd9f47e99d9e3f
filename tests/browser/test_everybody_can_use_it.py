"""axe-core over every page: names for what is pressed, contrast, order, landmarks (WCAG 2.1 AA)."""

from collections.abc import Iterable

import pytest
from axe_playwright_python.async_playwright import Axe

from bot.console.rooms import ROOMS
from storage.codes import Role
from tests.browser.desk import GAO, GROUP, Desk
from tests.browser.test_console import tell

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400)]

_RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]}}  # fmt: skip
_ADMINISTRATOR = "向东阳"
_COUNTY = "县值班"
_OF_ADMINISTRATORS = (
    "/console/roster/people/1", "/console/roster/departments/1",
    "/console/roster/people", "/console/roster/groups", "/console/roster/departments",
    "/console/roster/import", "/console/roster/changes",
)  # fmt: skip
_ON_A_PHONE = (
    "/console/",
    "/console/map",
    "/console/ledgers",
    "/console/charts",
    "/console/opening",
)
_OF_THE_COUNTY = (
    "/console/cases/2", "/console/charts?by=month", "/console/screen",
    "/console/ledgers/import", "/console/password", "/console/map?layer=content",
)  # fmt: skip


async def violations(desk: Desk, where: str) -> list[str]:
    """What axe holds against the page in view, a line for each element."""
    results = await Axe().run(desk.page, options=_RULES)
    found = results.response["violations"]
    return [
        f"{where}: {fault['id']} {node['target']} {node['any'][0]['message'] if node['any'] else fault['help']}"
        for fault in found
        for node in fault["nodes"]
    ]


async def walk(desk: Desk, seat: str, paths: Iterable[str]) -> list[str]:
    """What axe holds against these pages of the console."""
    await desk.sit_at_console(seat)
    return [fault for path in paths for fault in await look(desk, path)]


async def look(desk: Desk, path: str) -> list[str]:
    """What axe holds against this page."""
    answer = await desk.page.goto(f"{desk.address}{path}")
    assert answer is not None
    assert answer.status == 200, path
    return await violations(desk, path)


async def fill(desk: Desk) -> None:
    """There is something on every page: reports, an alarm, an open case."""
    await tell(desk)
    await desk.say(GAO, GAO, "2号楼煤气味可大，闻着头晕")
    await desk.hears(GAO, GAO, "119")


async def test_nothing_on_the_chat_page_shuts_anybody_out(desk: Desk) -> None:
    await desk.say(GAO, GROUP, "咱院3号楼前边下水道又堵了，臭水流一地")
    assert await violations(desk, "chat") == []


async def test_nothing_in_the_console_shuts_anybody_out(desk: Desk) -> None:
    await fill(desk)
    found = await look(desk, "/console/sign-in")
    own = [room.path for room in ROOMS if Role.COUNTY_DUTY not in room.roles]
    found += await walk(desk, _ADMINISTRATOR, [*own, *_OF_ADMINISTRATORS])
    rooms = [room.path for room in ROOMS if Role.COUNTY_DUTY in room.roles]
    found += await walk(desk, _COUNTY, [*rooms, *_OF_THE_COUNTY])
    assert "\n".join(found) == ""


async def test_nothing_on_the_residents_page_shuts_anybody_out(desk: Desk) -> None:
    found = await look(desk, "/progress") + await look(desk, "/progress/poster")
    assert "\n".join(found) == ""


async def test_nothing_on_a_phone_shuts_anybody_out(phone: Desk) -> None:
    found = await violations(phone, "chat")
    found += await walk(
        phone, _COUNTY, [room.path for room in ROOMS if Role.COUNTY_DUTY in room.roles]
    )
    found += await look(phone, "/progress")
    assert "\n".join(found) == ""
