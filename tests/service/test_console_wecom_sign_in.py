"""Signing in at the console with 企业微信: who is vouched for and holds a post comes in."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlmodel import Session, col, select

from bot.channels.base import Channel
from bot.channels.platform.ground import Ground
from bot.channels.sms import FileSmsProvider, Sms
from bot.channels.wecom.channel import WeCom
from bot.connected import voucher_of
from bot.console import tokens
from bot.console.sign_in.journey import COOKIE
from bot.metrics import Metrics
from bot.settings import Settings, WebSettings
from storage.clock import SetClock
from storage.codes import AuditKind
from storage.db import Database
from storage.regions import bump_directory
from storage.tables.account import Account, SignIn
from storage.tables.audit import AuditEntry
from storage.tables.person import Person, Post
from tests.platform.troubles import Trouble
from tests.platform.wecom.entrance import AUTHORIZE_HOST, SCAN_HOST
from tests.service.console_room import get
from tests.service.test_console_sign_in import PASSWORD
from tests.service.webchat_room import TUESDAY, open_room
from tests.service.wecom_room import some_settings
from tests.service.wecom_sign_in_room import SONG, Gate, a_gate, bind, change, not_heard

WHO = "/cgi-bin/auth/getuserinfo"
LINK = "用企业微信登录"
INSIDE = "Mozilla/5.0 (Windows NT 10.0) wxwork/4.1.28 MicroMessenger/7.0.1"


@pytest.fixture
async def gate(tmp_path: Path, sqlite_database: Database) -> AsyncIterator[Gate]:
    async with a_gate(tmp_path, sqlite_database) as opened:
        yield opened


async def test_a_member_with_an_account_comes_in_and_goes_where_they_wanted(gate: Gate) -> None:
    assert LINK in await (await gate.room.client.get("/console/sign-in")).text()
    assert await gate.signs_in("/console/rates") == (303, "/console/rates")
    assert await gate.is_in()
    (signed_in,) = await get(gate.room, SignIn)
    assert signed_in.person_id == await gate.room.person(SONG)
    assert not signed_in.is_demo
    assert gate.platform.our_faults == []


async def test_the_sign_in_ends_as_one_with_a_password_does(gate: Gate) -> None:
    await gate.signs_in()
    gate.clock.set(gate.clock.now() + timedelta(minutes=121))
    assert not await gate.is_in()


@pytest.mark.parametrize(("device", "host"), [(INSIDE, AUTHORIZE_HOST), ("Firefox", SCAN_HOST)])
async def test_inside_the_app_nothing_is_scanned(gate: Gate, device: str, host: str) -> None:
    page = await gate.leaves(device=device)
    assert f"/{host}/" in page
    asked = parse_qs(urlsplit(page).query)
    assert asked["redirect_uri"] == ["https://wg.example.gov.cn/console/sign-in/wecom/back"]
    assert page.endswith("#wechat_redirect") is (device == INSIDE)
    assert (await gate.comes(await gate.shown(page)))[0] == 303


async def test_the_state_is_out_of_reach_and_gone_afterwards(gate: Gate) -> None:
    answer = await gate.room.client.get("/console/sign-in/wecom", allow_redirects=False)
    kept = answer.cookies[COOKIE]
    assert (kept["httponly"], kept["samesite"], kept["path"]) == (True, "Lax", "/console")
    assert kept["max-age"] == "600"
    path = await gate.shown(answer.headers["Location"])
    back = await gate.room.client.get(path, allow_redirects=False)
    assert back.cookies[COOKIE].value == ""
    assert back.cookies[tokens.COOKIE].value != ""


@pytest.mark.parametrize("state", ["", "0" * 48, "%E5%93%A8", "a&state=b"])
async def test_a_link_of_somebody_else_signs_nobody_in(gate: Gate, state: str) -> None:
    path = await gate.shown(await gate.leaves())
    status, said = await gate.comes(f"{path.rpartition('state=')[0]}state={state}")
    assert (status, "这次登录没有接上" in said) == (400, True)
    assert not await gate.is_in()
    assert gate.platform.wecom_host.calls[WHO] == 0
    assert 'name="password"' in said


async def test_who_did_not_leave_from_here_does_not_come_in(gate: Gate) -> None:
    path = await gate.shown(await gate.leaves())
    gate.room.client.session.cookie_jar.clear()
    assert (await gate.comes(path))[0] == 400
    for kept in ("x", "::", "x:1:", f"{'a' * 48}:99999999999:", "a:²:"):
        gate.room.client.session.cookie_jar.update_cookies({COOKIE: kept})
        assert (await gate.comes(path))[0] == 400
    assert not await gate.is_in()


async def test_who_comes_back_after_ten_minutes_begins_again(gate: Gate) -> None:
    page = await gate.leaves()
    gate.clock.set(gate.clock.now() + timedelta(minutes=10))
    status, said = await gate.comes(await gate.shown(page))
    assert (status, "可能是等得太久了" in said) == (400, True)


async def test_the_same_link_does_not_work_twice(gate: Gate) -> None:
    path = await gate.shown(await gate.leaves())
    assert (await gate.comes(path))[0] == 303
    assert (await gate.comes(path))[0] == 400
    assert len(await get(gate.room, SignIn)) == 1


async def test_a_code_that_was_used_is_good_for_nothing_in_a_new_journey(gate: Gate) -> None:
    path = await gate.shown(await gate.leaves())
    await gate.comes(path)
    state = parse_qs(urlsplit(await gate.leaves()).query)["state"][0]
    status, said = await gate.comes(f"{path.rpartition('state=')[0]}state={state}")
    assert (status, "已经用过或者过期了" in said) == (401, True)
    assert len(await get(gate.room, SignIn)) == 1


async def test_a_code_is_too_old_after_five_minutes(gate: Gate) -> None:
    path = await gate.shown(await gate.leaves())
    gate.clock.set(gate.clock.now() + timedelta(minutes=5))
    assert (await gate.comes(path))[0] == 401


@pytest.mark.parametrize("code", ["", "x" * 513])
async def test_what_is_no_code_is_not_asked_about(gate: Gate, code: str) -> None:
    state = parse_qs(urlsplit(await gate.leaves()).query)["state"][0]
    assert (await gate.comes(f"/console/sign-in/wecom/back?code={code}&state={state}"))[0] == 401
    assert gate.platform.wecom_host.calls[WHO] == 0


async def test_a_member_whom_the_roster_does_not_know_is_told_so(gate: Gate) -> None:
    gate.platform.company.member("stranger")
    gate.platform.entrance.at_browser = "stranger"
    status, said = await gate.signs_in()
    assert (status, "还没有和名册对上" in said) == (403, True)
    assert not await gate.is_in()


async def test_an_outsider_is_told_so(gate: Gate) -> None:
    gate.platform.entrance.at_browser = "customer"
    status, said = await gate.signs_in()
    assert (status, "不是本单位企业微信里的成员" in said) == (403, True)
    assert not await gate.is_in()


async def test_a_colleague_without_an_account_is_told_so(gate: Gate) -> None:
    await bind(gate.room, "城管局值班", "duty")
    gate.platform.company.member("duty")
    gate.platform.entrance.at_browser = "duty"
    status, said = await gate.signs_in()
    assert (status, "还没有控制台的账号" in said) == (403, True)


async def test_whoever_gave_up_the_post_does_not_come_in(gate: Gate) -> None:
    def leave(session: Session) -> None:
        person = session.exec(select(Person).where(col(Person.name) == SONG)).one()
        for post in session.exec(select(Post).where(col(Post.person_id) == person.id)):
            post.ended_at = TUESDAY - timedelta(days=1)
            session.add(post)
        bump_directory(session, person.county_id)

    await gate.room.db.tx(leave)
    status, said = await gate.signs_in()
    assert (status, "现在没有岗位" in said) == (403, True)
    assert await get(gate.room, SignIn) == []


def close(account: Account) -> None:
    account.closed_at = TUESDAY


async def test_a_closed_account_is_refused_and_the_try_is_kept(gate: Gate) -> None:
    await change(gate.room, close)
    status, said = await gate.signs_in()
    assert (status, "账号已经停用" in said) == (403, True)
    assert await get(gate.room, SignIn) == []
    (kept,) = await get(gate.room, AuditEntry)
    assert (kept.kind, kept.person_id) == (
        AuditKind.SIGN_IN_FAILED,
        await gate.room.person(SONG),
    )


async def test_a_first_password_must_be_changed_all_the_same(gate: Gate) -> None:
    def demand(account: Account) -> None:
        account.must_change = True

    await change(gate.room, demand)
    await gate.signs_in()
    answer = await gate.room.client.get("/console/")
    assert answer.url.path == "/console/password"


@pytest.mark.parametrize("trouble", [-1, 60020, 48002, Trouble(status=502)])
async def test_when_the_platform_does_not_answer_the_password_is_still_there(
    gate: Gate, trouble: Trouble | int
) -> None:
    path = await gate.shown(await gate.leaves())
    gate.platform.wecom_host.knobs.next(WHO, trouble)
    status, said = await gate.comes(path)
    assert (status, "现在问不到企业微信" in said) == (503, True)
    assert "203.0.113" not in said
    form = {"name": SONG, "password": PASSWORD}
    await gate.room.client.post("/console/sign-in", data=form)
    assert await gate.is_in()


async def test_a_token_that_ran_out_early_is_renewed_on_the_way(gate: Gate) -> None:
    await gate.signs_in()
    gate.platform.company.revoke()
    assert (await gate.signs_in())[0] == 303


async def test_tries_by_this_way_and_by_password_are_counted_together(gate: Gate) -> None:
    for _ in range(20):
        await gate.comes("/console/sign-in/wecom/back?code=x&state=y")
    form = {"name": SONG, "password": "wrong"}
    assert (await gate.room.client.post("/console/sign-in", data=form)).status == 429
    status, said = await gate.signs_in()
    assert (status, "试得太频繁了" in said) == (429, True)
    assert not await gate.is_in()


async def test_nobody_is_sent_to_another_site_afterwards(gate: Gate) -> None:
    for onward in ("https://evil.example/", "//evil.example/", "/console/%0d%0aSet-Cookie:a=b"):
        assert await gate.signs_in(onward) == (303, "/console/")
    assert (await gate.signs_in(f"/console/?find={'x' * 1000}")) == (303, "/console/")


async def test_it_is_not_offered_where_nobody_can_vouch(tmp_path: Path) -> None:
    async with open_room(tmp_path, is_demo=False) as room:
        assert LINK not in await (await room.client.get("/console/sign-in")).text()
        for path in ("/console/sign-in/wecom", "/console/sign-in/wecom/back?code=x&state=y"):
            assert (await room.client.get(path, allow_redirects=False)).status == 404


async def test_only_the_company_vouches_and_only_where_browsers_can_come_back(
    tmp_path: Path, sqlite_database: Database
) -> None:
    clock = SetClock(TUESDAY)
    app = WeCom(some_settings(), Ground(not_heard, sqlite_database, clock, tmp_path), Metrics())
    others: list[Channel] = [Sms(FileSmsProvider(tmp_path / "sms.jsonl", clock))]
    reached = Settings(web=WebSettings(public_url="https://wg.example.gov.cn"))
    assert voucher_of(reached, [*others, app]) is app.voucher
    assert voucher_of(reached, others) is None
    assert voucher_of(Settings(), [*others, app]) is None
