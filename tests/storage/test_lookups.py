"""Codes of residents, on both databases: kept as digests, good once, gone without a trace."""

import re

import pytest
from hypothesis import given
from hypothesis import settings as how
from hypothesis import strategies as st
from sqlmodel import Session, select

from storage import lookups, purge
from storage.codes import CaseState, Urgency
from storage.db import Database
from storage.tables import Case, County, LookupCode, OutboundMessage, Person, SignIn
from tests.storage.cast import AUNT_WANG, MORNING, at, to_say

NUMBER = (1, 7)
LATER = MORNING + lookups.EXPIRES_AFTER


def put(session: Session) -> str:
    """A case of 王大妈, and the message that brought her the code for it."""
    session.add(County(id=1, code="410000", name="青河县", centre_name="中心"))
    session.flush()
    session.add(Person(id=3, county_id=1, name=AUNT_WANG, created_at=MORNING))
    session.add(
        Case(
            id=5, county_id=1, number=7, leaf="streetlight", title="路灯不亮",
            urgency=Urgency.U2, state=CaseState.REGISTERED, opened_at=MORNING,
        )
    )  # fmt: skip
    session.flush()
    return give(session)


def give(session: Session) -> str:
    code = lookups.give(session, session.get_one(Case, 5), 3, MORNING)
    text = f"#00007【路灯不亮】的查询码是 {code}。"
    key = f"said {code}"
    session.add(to_say(key, case_id=5, person_id=3, text_key="lookup.code", text=text))
    session.flush()
    return code


def digest(code: str) -> str:
    return lookups.digest_of(*NUMBER, code)


def words(session: Session) -> str:
    return "".join(session.exec(select(OutboundMessage.text)).all())


async def test_a_code_is_kept_as_a_digest_and_hidden_where_it_was_said_once_it_is_used(
    database: Database,
) -> None:
    code = await database.tx(put)
    kept = await database.read(lambda s: s.exec(select(LookupCode)).one())
    assert code.replace(" ", "") not in repr(kept).replace(" ", "")
    assert code in await database.read(words)
    assert await database.tx(lambda s: lookups.use(s, NUMBER, digest(code), "token", MORNING))
    assert code not in await database.read(words)
    assert await database.read(lambda s: lookups.find_open(s, "token", at(60))) is not None
    assert await database.read(lambda s: lookups.find_open(s, "token", at(1800))) is None
    assert not await database.tx(lambda s: lookups.use(s, NUMBER, digest(code), "again", MORNING))


async def test_a_new_code_ends_the_one_before(database: Database) -> None:
    first = await database.tx(put)
    second = await database.tx(give)
    assert first not in await database.read(words)
    assert not await database.tx(lambda s: lookups.use(s, NUMBER, digest(first), "a", MORNING))
    assert await database.tx(lambda s: lookups.use(s, NUMBER, digest(second), "b", MORNING))


async def test_codes_that_are_over_and_old_sign_ins_are_purged_and_others_stay(
    database: Database,
) -> None:
    code = await database.tx(put)

    def sign_in(session: Session, days: int) -> None:
        begun = MORNING - days * (LATER - MORNING)
        session.add(
            SignIn(county_id=1, person_id=3, token_hash=str(days), begun_at=begun, seen_at=begun)
        )

    await database.tx(lambda s: sign_in(s, 1))
    await database.tx(lambda s: sign_in(s, 200))
    await database.tx(lambda s: purge.purge_doors(s, at(60)))
    assert len(await database.read(lambda s: s.exec(select(LookupCode)).all())) == 1
    assert await database.read(lambda s: s.exec(select(SignIn.token_hash)).all()) == ["1"]
    await database.tx(lambda s: purge.purge_doors(s, LATER))
    assert await database.read(lambda s: s.exec(select(LookupCode)).all()) == []
    assert code not in await database.read(words)


def test_codes_are_eight_figures_and_drawn_by_chance() -> None:
    drawn = [lookups.draw() for _ in range(200)]
    assert all(re.fullmatch(r"\d{4} \d{4}", code) for code in drawn)
    assert len(set(drawn)) == 200


@how(max_examples=15, deadline=None)
@given(
    code=st.from_regex(r"[0-9]{8}", fullmatch=True),
    other=st.from_regex(r"[0-9]{8}", fullmatch=True),
)
def test_a_code_is_itself_however_it_is_typed_and_nothing_else_is(code: str, other: str) -> None:
    full_width = "".join(chr(ord(one) + 0xFEE0) for one in code)
    typed = (f"{code[:4]} {code[4:]}", f" {code}。", full_width, "-".join(code))
    assert {lookups.figures_of(one) for one in typed} == {code}
    assert (digest(code) == digest(other)) is (code == other)
    assert digest(code) != lookups.digest_of(1, 8, code)


@pytest.mark.parametrize(
    "text", ["电话 1234 56789", "一共 12345 6789 元", "身份证 41010 1234 56780"]
)
def test_other_figures_stay_where_they_are(text: str) -> None:
    assert lookups.hide_code(text) == text
