"""axe-core over every page: names for what is pressed, contrast, order, landmarks (WCAG 2.1 AA)."""

from collections.abc import Iterable

import pytest
from axe_playwright_python.async_playwright import Axe

from bot.console.rooms import ROOMS, Room
from storage.codes import Role
from tests.browser.desk import GAO, GROUP, Desk
from tests.browser.test_console import tell

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400)]

_RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]}}  # fmt: skip
_ADMINISTRATOR = "向东阳"
_COUNTY = "县值班"


async def violations(desk: Desk, where: str) -> list[str]:
    """What axe holds against the page in view, a line for each element."""
    results = await Axe().run(desk.page, options=_RULES)
    found = results.response["violations"]
    return [
        f"{where}: {fault['id']} {node['target']} {node['any'][0]['message'] if node['any'] else fault['help']}"
        for fault in found
        for node in fault["nodes"]
    ]


async def walk(desk: Desk, seat: str, rooms: Iterable[Room]) -> list[str]:
    """What axe holds against these rooms of the console."""
    found = []
    await desk.sit_at_console(seat)
    for room in rooms:
        await desk.page.goto(f"{desk.address}{room.path}")
        await desk.page.wait_for_selector("body.is-ready")
        found += await violations(desk, room.key)
    return found


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
    await desk.page.goto(f"{desk.address}/console/sign-in")
    found = await violations(desk, "sign-in")
    found += await walk(desk, _ADMINISTRATOR, [r for r in ROOMS if Role.COUNTY_DUTY not in r.roles])
    found += await walk(desk, _COUNTY, [r for r in ROOMS if Role.COUNTY_DUTY in r.roles])
    await desk.page.goto(f"{desk.address}/console/cases/2")
    found += await violations(desk, "case")
    assert found == []


async def test_nothing_on_a_phone_shuts_anybody_out(phone: Desk) -> None:
    found = await violations(phone, "chat")
    await phone.sit_at_console(_COUNTY)
    found += await violations(phone, "queue")
    assert found == []
