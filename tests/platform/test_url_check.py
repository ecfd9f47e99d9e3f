"""The platform's console saves our address only if we answer within a second, whatever is wrong."""

import shutil
from pathlib import Path

import pytest

from tests.platform.lines import CHECK_WITHIN
from tests.platform.people import resident
from tests.platform.town import a_town

pytestmark = pytest.mark.fault


async def test_an_address_is_confirmed_within_a_second_while_the_database_is_away(
    county: Path, tmp_path: Path
) -> None:
    home = tmp_path / "data"
    home.mkdir()
    shutil.move(county, home / county.name)
    async with a_town(home / county.name, tmp_path) as town:
        home.rename(tmp_path / "elsewhere")
        took = {name: await line.check_url() for name, line in town.open_lines.items()}
        (tmp_path / "elsewhere").rename(home)
    assert "official-account" in took
    assert max(took.values()) < CHECK_WITHIN


async def test_a_message_is_not_taken_while_the_database_is_away_and_comes_again(
    county: Path, tmp_path: Path
) -> None:
    home = tmp_path / "data"
    home.mkdir()
    shutil.move(county, home / county.name)
    async with a_town(home / county.name, tmp_path) as town:
        gao, line = resident(town.platform, "oyORnu-gao"), town.open_lines["official-account"]
        line.tries = 1
        home.rename(tmp_path / "elsewhere")
        await gao.says("东关社区家属院3号楼前边下水道堵了")
        (tmp_path / "elsewhere").rename(home)
        assert [tried.status for tried in line.tried] == [503]
        line.tries = 3
        await gao.says("东关社区家属院3号楼前边下水道堵了")
        await town.read(gao.screen, "已登记")
