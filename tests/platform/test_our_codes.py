"""The codes on the walls, against the platform that makes them: who scans one is known to live there."""

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.papers.code_addresses import addresses
from bot.papers.errors import PaperError
from bot.settings import Settings
from tests.platform.asking import settings_of
from tests.platform.people import resident, writer
from tests.platform.town import Town, a_town

SCENE = "grid_G101_p3"


def asked(town: Town, county: Path) -> Settings:
    given = settings_of(town.platform)
    return Settings(database_url=f"sqlite:///{county}", **given)  # type: ignore[arg-type]


async def test_who_follows_a_link_to_customer_service_is_known_to_live_there(
    county: Path, tmp_path: Path
) -> None:
    async with a_town(county, tmp_path) as town:
        wanted = [SCENE, "grid_G102"]
        found = await addresses(asked(town, county), wanted, by_desk=True)
        read = [parse_qs(urlsplit(one).query) for one in found]
        assert [one["scene_param"] for one in read] == [[SCENE], ["grid_G102"]]
        link = found[0].partition("&scene_param=")[0]
        assert link in town.platform.desk.links  # one link of the platform's for all of them
        gao = writer(town.platform, "wmGaoShu", "高叔")
        await gao.enters(scene_param=read[0]["scene_param"][0])
        await town.read(gao.screen, "东关家属院")
        assert town.platform.our_faults == []


async def test_who_scans_a_code_of_the_account_is_known_to_live_there(
    county: Path, tmp_path: Path
) -> None:
    async with a_town(county, tmp_path) as town:
        (found,) = await addresses(asked(town, county), [SCENE], by_desk=False)
        assert found.startswith("http")
        wang = resident(town.platform, "oyORnu-wang")
        await wang.follows(SCENE)
        await town.read(wang.screen, "东关家属院")


async def test_what_customer_service_refuses_is_said(county: Path, tmp_path: Path) -> None:
    async with a_town(county, tmp_path) as town:
        town.platform.wecom_host.knobs.next("/kf/add_contact_way", 48002)
        with pytest.raises(PaperError, match="权限"):
            await addresses(asked(town, county), [SCENE], by_desk=True)
        town.platform.company.is_trusted = False
        with pytest.raises(PaperError, match="企业可信IP"):
            await addresses(asked(town, county), [SCENE], by_desk=True)
