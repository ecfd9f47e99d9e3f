"""The emulator hands out tokens as the platforms do."""

from datetime import timedelta
from typing import Any

import pytest

from storage.clock import ShiftedClock
from tests.platform.conftest import Caller
from tests.platform.official_account.account import NAME as MP
from tests.platform.troubles import Trouble
from tests.platform.wecom.company import NAME as WECOM
from tests.platform.wecom.directory import APP
from tests.platform.world import APP_ID, CORP_ID, SECRETS, Platform

MP_ASKS: dict[str, Any] = {
    "grant_type": "client_credential",
    "appid": APP_ID,
    "secret": SECRETS["account"],
}


async def stable(caller: Caller, **more: Any) -> dict[str, Any]:
    return await caller.post(MP, "/cgi-bin/stable_token", {**MP_ASKS, **more})


async def company(caller: Caller, secret: str = SECRETS[APP]) -> dict[str, Any]:
    return await caller.get(WECOM, "/cgi-bin/gettoken", corpid=CORP_ID, corpsecret=secret)


async def test_every_caller_gets_the_same_stable_token(caller: Caller) -> None:
    first, second = await stable(caller), await stable(caller)
    assert first["access_token"] == second["access_token"]
    assert caller.platform.account.stable.fetches == 2


async def test_in_its_last_minutes_a_stable_token_and_its_heir_are_both_good(
    caller: Caller, clock: ShiftedClock
) -> None:
    first = (await stable(caller))["access_token"]
    clock.move(timedelta(minutes=116))
    second = (await stable(caller))["access_token"]
    assert second != first
    for token in (first, second):
        assert "ip_list" in await caller.get(MP, "/cgi-bin/getcallbackip", access_token=token)
    clock.move(timedelta(minutes=6))
    found = await caller.get(MP, "/cgi-bin/getcallbackip", access_token=first)
    assert found["errcode"] == 42001


async def test_a_forced_token_puts_an_end_to_the_one_before_and_not_twice_in_30_s(
    caller: Caller,
) -> None:
    first = (await stable(caller))["access_token"]
    assert (await stable(caller, force_refresh=True))["access_token"] != first
    assert (await stable(caller, force_refresh=True))["errcode"] == 45009
    found = await caller.get(MP, "/cgi-bin/getcallbackip", access_token=first)
    assert found["errcode"] == 40001


async def test_the_old_kind_of_token_is_another_at_every_call(caller: Caller) -> None:
    first = await caller.get(MP, "/cgi-bin/token", **MP_ASKS)
    second = await caller.get(MP, "/cgi-bin/token", **MP_ASKS)
    assert first["access_token"] != second["access_token"]
    for one in (first, second):
        token = one["access_token"]
        assert "ip_list" in await caller.get(MP, "/cgi-bin/getcallbackip", access_token=token)


async def test_a_secret_opens_only_its_own_doors(caller: Caller) -> None:
    token = (await company(caller, SECRETS["kf"]))["access_token"]
    found = await caller.get(WECOM, "/cgi-bin/agent/get", agentid="1000007", access_token=token)
    assert found["errcode"] == 48002


@pytest.mark.parametrize(
    ("asked", "code"),
    [({"secret": "x"}, 40125), ({"appid": "x"}, 40013), ({"grant_type": "x"}, 40002)],
)
async def test_wrong_credentials_are_refused(
    caller: Caller, asked: dict[str, str], code: int
) -> None:
    assert (await stable(caller, **asked))["errcode"] == code


async def test_a_revoked_and_an_expired_token_are_told_apart(
    caller: Caller, platform: Platform
) -> None:
    token = (await company(caller))["access_token"]
    platform.company.desks[SECRETS[APP]].expire()
    found = await caller.get(WECOM, "/cgi-bin/getcallbackip", access_token=token)
    assert found["errcode"] == 42001
    platform.company.revoke()
    found = await caller.get(WECOM, "/cgi-bin/getcallbackip", access_token=token)
    assert found["errcode"] == 40014
    assert (await caller.get(WECOM, "/cgi-bin/getcallbackip"))["errcode"] == 41001


async def test_the_knobs_fail_the_next_calls_only(caller: Caller, platform: Platform) -> None:
    platform.wecom_host.knobs.next("/gettoken", -1, Trouble(code=45009))
    assert [(await company(caller))["errcode"] for _ in range(3)] == [-1, 45009, 0]
    platform.company.is_trusted = False
    token = (await company(caller))["access_token"]
    found = await caller.get(WECOM, "/cgi-bin/getcallbackip", access_token=token)
    assert found["errcode"] == 60020
