"""A notice to the groups of a place: work groups by robots, a heard group by hand or by a task."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from bot.channels.customer_group.channel import CustomerGroups
from storage import broadcasts
from storage.codes import OutboxState
from tests.platform.neighbours import GROUP, open_group
from tests.platform.town import MORNING, Town, a_town

WATER = "明天上午8点到11点停水，请提前存水"


@asynccontextmanager
async def a_town_with_neighbours(
    county: Path, tmp_path: Path, *, are_customers: bool
) -> AsyncIterator[Town]:
    async with a_town(county, tmp_path) as town:
        await open_group(town)
        if are_customers:
            town.platform.customers.group(GROUP)
            customer_groups = town.service.loops.channels["customer_group"]
            await customer_groups.start()
        yield town


async def agreed(town: Town, words: str = WATER) -> None:
    """One person on duty writes it, another agrees."""
    duty, other = town.staff("县值班"), town.staff("何卫东")
    await duty.says(f"给东关家属院的居民群发通知：{words}")
    await town.read(duty.screen, "核对无误回复“提交”")
    await duty.says("提交")
    await town.read(other.screen, "待审")
    await other.presses("同意发送")
    await town.read(duty.screen, "已发往1个群")


async def test_a_group_that_is_only_heard_gets_it_by_the_hand_of_its_grid_member(
    county: Path, tmp_path: Path
) -> None:
    async with a_town_with_neighbours(county, tmp_path, are_customers=False) as town:
        await agreed(town)
        guo = town.staff("郭网格")
        await town.read(guo.screen, f"【通知】{WATER}")
        assert guo.screen.saw("请长按开头是")
        assert town.platform.customers.tasks == {}


async def test_a_group_of_customers_gets_it_when_the_grid_member_confirms(
    county: Path, tmp_path: Path
) -> None:
    async with a_town_with_neighbours(county, tmp_path, are_customers=True) as town:
        await agreed(town)
        guo = town.staff("郭网格")
        await town.read(guo.screen, "请打开点一下发送")
        ((msgid, task),) = town.platform.customers.tasks.items()
        assert (task.sender, task.chats) == (guo.person.userid, [GROUP])
        screen = town.platform.customers.groups[GROUP]
        assert screen.messages == []
        await town.platform.customers.confirm(msgid)
        assert [one for one in screen.read if WATER in one] == screen.read != []
        assert town.platform.our_faults == []


async def test_the_console_knows_which_tasks_were_confirmed(county: Path, tmp_path: Path) -> None:
    async with a_town_with_neighbours(county, tmp_path, are_customers=True) as town:
        await agreed(town)
        await town.calm()
        await ask(town)
        assert await counted(town) == [("customer_group", True, "sent", "open", 1)]
        ((msgid, _),) = town.platform.customers.tasks.items()
        await town.platform.customers.confirm(msgid)
        await ask(town)
        assert await counted(town) == [("customer_group", True, "sent", "confirmed", 1)]
        assert town.platform.our_faults == []


async def ask(town: Town) -> None:
    channel = town.service.loops.channels["customer_group"]
    assert isinstance(channel, CustomerGroups)
    await channel.confirmations.step()


async def counted(town: Town) -> list[tuple[object, ...]]:
    found = await town.service.loops.db.read(lambda s: broadcasts.count_ways(s, [1]))
    return [tuple(one) for one in found[1]]


async def test_a_group_that_had_one_today_is_told_as_not_reached(
    county: Path, tmp_path: Path
) -> None:
    async with a_town_with_neighbours(county, tmp_path, are_customers=True) as town:
        town.platform.customers.told[GROUP] = town.clock.now()
        await agreed(town)
        await town.calm()
        ((msgid, _),) = town.platform.customers.tasks.items()
        await town.platform.customers.confirm(msgid)
        await ask(town)
        assert await counted(town) == [("customer_group", True, "sent", "failed", 1)]


@pytest.mark.parametrize("is_confirmed", [False, True])
async def test_who_has_not_confirmed_it_after_a_day_is_reminded_once(
    county: Path, tmp_path: Path, is_confirmed: bool
) -> None:
    async with a_town_with_neighbours(county, tmp_path, are_customers=True) as town:
        await agreed(town)
        guo = town.staff("郭网格")
        await town.read(guo.screen, "请打开点一下发送")
        if is_confirmed:
            await town.platform.customers.confirm(next(iter(town.platform.customers.tasks)))
        groups = town.service.loops.channels["customer_group"]
        assert isinstance(groups, CustomerGroups)
        for _ in range(60):
            await town.move(timedelta(hours=1))
            await groups.confirmations.step()
        reminded = guo.screen.saw("还没有人看到")
        assert len(reminded) == (0 if is_confirmed else 1)
        assert all(timedelta(hours=24) <= one.at - MORNING for one in reminded)
        assert town.platform.our_faults == []


async def test_a_platform_that_is_busy_gets_the_task_once(county: Path, tmp_path: Path) -> None:
    async with a_town_with_neighbours(county, tmp_path, are_customers=True) as town:
        town.platform.wecom_host.knobs.next("/add_msg_template", -1, -1)
        await agreed(town)
        await town.move(timedelta(minutes=10))
        assert len(town.platform.customers.tasks) == 1


async def test_a_group_that_is_no_more_is_told_to_the_desk(county: Path, tmp_path: Path) -> None:
    async with a_town_with_neighbours(county, tmp_path, are_customers=True) as town:
        town.platform.customers.groups.clear()
        await agreed(town)
        await town.calm()
        refused = [row for row in await town.rows() if row.state is OutboxState.REFUSED]
        assert [(row.channel, row.error) for row in refused] == [
            ("customer_group", "这个客户群发不了：网格员不是群主，或群已解散。")
        ]
        assert None in await town.desk_was_told()


@pytest.mark.parametrize("who", ["县值班", "郭网格"])
async def test_whoever_wrote_it_or_keeps_no_desk_cannot_agree(
    county: Path, tmp_path: Path, who: str
) -> None:
    async with a_town_with_neighbours(county, tmp_path, are_customers=True) as town:
        duty = town.staff("县值班")
        await duty.says(f"给东关家属院的居民群发通知：{WATER}")
        await duty.says("提交")
        await town.read(duty.screen, "已提交")
        await town.staff(who).says("同意发送")
        await town.calm()
        assert town.platform.customers.tasks == {}


async def test_three_notices_a_day_are_enough_for_one_place(county: Path, tmp_path: Path) -> None:
    async with a_town_with_neighbours(county, tmp_path, are_customers=False) as town:
        for number in range(3):
            await agreed(town, f"第{number + 1}次提醒：{WATER}")
        duty, other = town.staff("县值班"), town.staff("何卫东")
        await duty.says(f"给东关家属院的居民群发通知：又一次，{WATER}")
        await duty.says("提交")
        await town.read(other.screen, "又一次")
        await other.presses("同意发送")
        await town.read(other.screen, "今天已经群发过3次")
        await town.calm()
        handed = [row.text for row in await town.rows() if row.text.startswith("【通知】")]
        assert [one[:9] for one in handed] == [f"【通知】第{number}次提醒" for number in (1, 2, 3)]
