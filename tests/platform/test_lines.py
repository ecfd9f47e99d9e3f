"""The emulator calls us as the platforms do: sealed, three times, late, twice, in another order."""

from datetime import timedelta
from random import Random

import pytest
from aiohttp import web

from tests.platform.conftest import Ours
from tests.platform.fields import fields_of, xml_of
from tests.platform.forms import Mode
from tests.platform.official_account.speaking import OUT_OF_ORDER
from tests.platform.people import resident, staff
from tests.platform.seal import BrokenSealError, Seal, signature
from tests.platform.world import GH_ID, Platform

WANG = "oyORnu-wang"


def sealed_reply(platform: Platform, words: str, to: str = WANG) -> web.Response:
    seal = platform.lines["official-account"].form.seal  # type: ignore[attr-defined]
    inner = {"ToUserName": to, "FromUserName": GH_ID, "CreateTime": 1, "MsgType": "text"}
    sealed = seal.close(xml_of({**inner, "Content": words}))
    fields = {"Encrypt": sealed, "MsgSignature": seal.sign("1", "n", sealed)}
    return web.Response(text=xml_of({**fields, "TimeStamp": 1, "Nonce": "n"}))


async def test_a_message_comes_sealed_and_signed(platform: Platform, ours: Ours) -> None:
    await resident(platform, WANG).says("下水道堵了]]>")
    path, query, body = ours.came[0]
    seal = platform.lines["official-account"].form.seal  # type: ignore[attr-defined]
    sealed = fields_of(body.decode())["Encrypt"]
    assert path == "/callback/official-account"
    assert query["msg_signature"] == seal.sign(query["timestamp"], query["nonce"], sealed)
    assert fields_of(seal.open(sealed))["Content"] == "下水道堵了]]>"


async def test_what_is_not_taken_comes_three_times(platform: Platform, ours: Ours) -> None:
    ours.answers = [web.Response(status=500) for _ in range(3)]
    wang = resident(platform, WANG)
    await wang.says("在吗")
    assert len(ours.came) == 3
    assert len({body for _, _, body in ours.came}) == 1
    assert wang.screen.read == [OUT_OF_ORDER]


async def test_an_answer_in_place_is_read_if_it_is_sealed_well(
    platform: Platform, ours: Ours
) -> None:
    ours.answers = [sealed_reply(platform, "收到"), sealed_reply(platform, "收到", "somebody")]
    wang = resident(platform, WANG)
    await wang.says("在吗")
    await wang.says("在吗")
    assert wang.screen.read == ["收到", OUT_OF_ORDER]
    assert len(platform.broken_answers) == 1


async def test_what_is_held_back_comes_in_another_order(platform: Platform, ours: Ours) -> None:
    line = platform.lines["wecom"]
    guo = staff(platform, "guo")
    line.held = []
    await guo.says("一")
    await guo.says("二")
    assert ours.came == []
    await line.release()
    seal = line.form.seal  # type: ignore[attr-defined]
    came = [seal.open(fields_of(body.decode())["Encrypt"]) for _, _, body in ours.came]
    assert [fields_of(one)["Content"] for one in came] == ["二", "一"]


async def test_a_message_may_come_twice_forged_or_stale(platform: Platform, ours: Ours) -> None:
    line = platform.lines["official-account"]
    line.repeats, line.random = 1.0, Random(1)
    wang = resident(platform, WANG)
    await wang.says("一")
    assert len(ours.came) == 2
    line.repeats = 0.0
    await wang.says("二", forged=True)
    assert ours.came[-1][1]["msg_signature"] == "0" * 40
    await wang.says("三", age=timedelta(hours=1))
    assert int(ours.came[-1][1]["timestamp"]) < int(ours.came[0][1]["timestamp"]) - 3000


async def test_the_url_check_wants_the_bare_word(platform: Platform, ours: Ours) -> None:
    with pytest.raises(AssertionError):
        await platform.lines["wecom-kf"].check_url()


@pytest.mark.parametrize("mode", Mode)
async def test_an_account_writes_in_three_ways(platform: Platform, ours: Ours, mode: Mode) -> None:
    line = platform.lines["official-account"]
    line.form = type(line.form)(line.form.seal, GH_ID, mode)  # type: ignore[attr-defined, call-arg]
    await resident(platform, WANG).says("你好")
    _, query, body = ours.came[0]
    assert (b"Encrypt" in body) is (mode is not Mode.CLEAR)
    assert ("你好" in body.decode()) is (mode is not Mode.SAFE)
    assert ("msg_signature" in query) is (mode is not Mode.CLEAR)


def test_the_seal_opens_what_it_closed_and_nothing_else() -> None:
    seal = Seal("t", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG", "corp")
    closed = seal.close("下水道" * 100)
    assert seal.open(closed) == "下水道" * 100
    for wrong in (closed[:-8], "AAAA", "!", Seal("t", seal.aes_key, "other").close("x")):
        with pytest.raises(BrokenSealError):
            seal.open(wrong)
    assert signature("b", "a") == signature("a", "b")
