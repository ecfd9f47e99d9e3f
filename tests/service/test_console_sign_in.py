"""Signing in at the console: passwords, locks, sessions that end, forms that only we may send."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, col, select

from bot.console import tokens
from bot.console.onward import after
from bot.console.sign_in.command import appoint
from bot.console.sign_in.passwords import fault, first, hashed, is_right
from storage.clock import Clock
from storage.tables.account import Account, SignIn
from tests.service.webchat_room import TUESDAY, Room, open_room

PASSWORD = "青河-清水长流-2026"
KEPT = hashed(PASSWORD)


class WallClock(Clock):
    """A wall clock that a test moves."""

    def __init__(self) -> None:
        self.at = TUESDAY

    def now(self) -> datetime:
        return self.at


@pytest.fixture
def wall() -> WallClock:
    return WallClock()


@pytest.fixture
async def room(tmp_path: Path, wall: WallClock) -> AsyncIterator[Room]:
    async with open_room(tmp_path, is_demo=False, wall=wall) as opened:
        await opened.db.tx(lambda session: appoint(session, "管理员老宋", KEPT, TUESDAY))
        yield opened


async def enter(room: Room, password: str = PASSWORD, name: str = "管理员老宋") -> tuple[int, str]:
    form = {"name": name, "password": password, "next": "/console/rates"}
    answer = await room.client.post("/console/sign-in", data=form)
    return answer.status, answer.url.path


async def is_in(room: Room) -> bool:
    answer = await room.client.get("/console/accounts", allow_redirects=False)
    return answer.status == 200


async def test_who_gives_the_password_comes_in_and_goes_where_they_wanted(room: Room) -> None:
    assert not await is_in(room)
    assert await enter(room) == (200, "/console/rates")
    assert await is_in(room)


async def test_the_cookie_is_out_of_reach_and_only_its_digest_is_kept(room: Room) -> None:
    form = {"name": "管理员老宋", "password": PASSWORD}
    answer = await room.client.post("/console/sign-in", data=form, allow_redirects=False)
    cookie = answer.cookies[tokens.COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/console")
    kept = await room.db.read(lambda s: s.exec(select(SignIn.token_hash)).one())
    assert kept == tokens.digest(cookie.value) != cookie.value


@pytest.mark.parametrize(("name", "password"), [("管理员老宋", "wrong"), ("没有这个人", PASSWORD)])
async def test_a_wrong_name_and_a_wrong_password_look_alike(
    room: Room, name: str, password: str
) -> None:
    answer = await room.client.post("/console/sign-in", data={"name": name, "password": password})
    assert answer.status == 401
    assert "账号或密码不对" in await answer.text()
    assert not await is_in(room)


async def test_after_five_failures_even_the_right_password_waits(
    room: Room, wall: WallClock
) -> None:
    for _ in range(5):
        assert (await enter(room, "wrong"))[0] == 401
    assert (await enter(room))[0] == 401
    wall.at += timedelta(minutes=16)
    assert (await enter(room))[0] == 200


async def test_one_address_may_not_try_without_end(room: Room) -> None:
    statuses = [(await enter(room, "wrong", f"人{n}"))[0] for n in range(22)]
    assert statuses == [401] * 20 + [429] * 2


async def test_a_sign_in_ends_when_nobody_is_there(room: Room, wall: WallClock) -> None:
    await enter(room)
    wall.at += timedelta(minutes=119)
    assert await is_in(room)
    wall.at += timedelta(minutes=121)
    assert not await is_in(room)


async def test_a_sign_in_ends_after_a_long_day_however_busy(room: Room, wall: WallClock) -> None:
    await enter(room)
    for _ in range(11):
        wall.at += timedelta(hours=1)
        assert await is_in(room)
    wall.at += timedelta(hours=1)
    assert not await is_in(room)


async def test_a_stolen_token_is_worth_nothing_once_its_owner_signed_out(room: Room) -> None:
    await enter(room)
    stolen = room.client.session.cookie_jar.filter_cookies(room.client.make_url("/console/"))
    value = stolen[tokens.COOKIE].value
    form = {"form_token": await room.form_token()}
    await room.client.post("/console/sign-out-everywhere", data=form)
    room.client.session.cookie_jar.update_cookies({tokens.COOKIE: value})
    assert not await is_in(room)


async def test_a_token_that_was_made_up_opens_nothing(room: Room) -> None:
    kept = await room.db.read(lambda s: s.exec(select(Account.password_hash)).one())
    for value in ("x", tokens.new(), kept, "'; DROP TABLE account; --"):
        room.client.session.cookie_jar.update_cookies({tokens.COOKIE: value})
        assert not await is_in(room)


FORMS = (
    "sign-out",
    "sign-out-everywhere",
    "password",
    "bulk",
    "views",
    "accounts/1/open",
    "cases/1/move",
)


@pytest.mark.parametrize("path", FORMS)
async def test_no_form_is_taken_without_its_token(room: Room, path: str) -> None:
    await enter(room)
    for data in ({}, {"form_token": ""}, {"form_token": "0" * 64}):
        answer = await room.client.post(f"/console/{path}", data=data)
        assert answer.status == 403
    assert await is_in(room)


async def test_no_form_is_taken_from_another_site(room: Room) -> None:
    await enter(room)
    data = {"form_token": await room.form_token()}
    headers = {"Sec-Fetch-Site": "cross-site"}
    answer = await room.client.post("/console/sign-out", data=data, headers=headers)
    assert answer.status == 403
    assert await is_in(room)


async def test_a_form_of_whoever_is_signed_out_is_not_taken(room: Room) -> None:
    answer = await room.client.post("/console/views", data={"name": "x"})
    assert answer.status == 401
    assert "刚才填的内容没有交上" in await answer.text()


async def test_another_password_ends_every_other_sign_in(room: Room) -> None:
    await enter(room)
    await enter(room)
    another = "换一个-更长的-口令"
    form = {"form_token": await room.form_token(), "password": PASSWORD}
    form |= {"wanted": another, "again": another}
    answer = await room.client.post("/console/password", data=form)
    assert "密码已改" in await answer.text()
    open_ = await room.db.read(
        lambda s: len(s.exec(select(SignIn).where(col(SignIn.ended_at).is_(None))).all())
    )
    assert open_ == 1
    assert (await enter(room, another))[0] == 200
    assert (await enter(room))[0] == 401


async def test_a_first_password_must_be_changed_before_anything_is_seen(room: Room) -> None:
    await enter(room)
    person = await room.person("城管局值班")
    form = {"form_token": await room.form_token()}
    text = await (await room.client.post(f"/console/accounts/{person}/open", data=form)).text()
    password = text.split("<code>")[1].split("</code>")[0]
    await room.client.post("/console/sign-out", data=form)
    assert await enter(room, password, "城管局值班") == (200, "/console/password")
    answer = await room.client.get("/console/")
    assert "请先改成自己的" in await answer.text()


async def test_a_closed_account_is_out_at_once(room: Room) -> None:
    await enter(room)

    def close(session: Session) -> None:
        account = session.exec(select(Account)).one()
        account.closed_at = TUESDAY
        session.add(account)

    await room.db.tx(close)
    assert not await is_in(room)
    assert (await enter(room))[0] == 401


@pytest.mark.parametrize(
    ("path", "onward"),
    [
        ("/console/rates?month=2026-04", "/console/rates?month=2026-04"),
        ("https://evil.example/", "/console/"),
        ("//evil.example/console/", "/console/"),
        ("/console/\\\\evil.example", "/console/"),
        ("/console//evil.example", "/console/"),
        ("", "/console/"),
    ],
)
def test_nobody_is_sent_to_another_site_after_signing_in(path: str, onward: str) -> None:
    assert after(path) == onward


@pytest.mark.parametrize(
    ("password", "is_good"),
    [
        ("short", False), ("1234567890123", False), ("aaaaaaaaaaaa", False),
        ("老宋的口令老宋的口令", False), ("清水长流到海边去看看", True),
    ],
)  # fmt: skip
def test_a_password_must_be_good_enough(password: str, is_good: bool) -> None:
    assert (fault(password, "老宋") == "") is is_good


def test_the_first_password_that_is_given_out_is_good_enough() -> None:
    assert fault(first(), "老宋") == ""


def test_a_password_is_kept_as_argon2id_and_nothing_is_no_password() -> None:
    assert KEPT.startswith("$argon2id$")
    assert is_right(KEPT, PASSWORD)
    assert not is_right(KEPT, PASSWORD + "x")
    assert not is_right("", "")


async def test_an_administrator_is_one_person_and_stays_one(room: Room) -> None:
    await room.db.tx(lambda session: appoint(session, "管理员老宋", KEPT, TUESDAY))

    def count(session: Session) -> int:
        return len(session.exec(select(Account)).all())

    assert await room.db.read(count) == 1
