"""A short year through the real loops ends with nothing wrong; what is wrong is found."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from types import MappingProxyType

import pytest
from sqlmodel import Session, select

from bot.simulation import command, findings, witness
from bot.simulation.chance import seeded
from bot.simulation.dials import Dials
from bot.simulation.findings import Finding, Seen
from bot.simulation.run import Outcome, found, simulate
from bot.simulation.year import STARTS, Plan
from handlers.understanding.tree import load_categories
from scheduler.figures import roll
from storage import history, inbox, timers
from storage.codes import CaseState, Level, Move, Role, TimerKind, Urgency
from storage.db import Database
from storage.tables.case import Case, CaseEvent
from storage.tables.timer import Timer
from tests.fakes import arrived
from tests.service.webchat_room import county_source

TALKATIVE = Dials(talk=MappingProxyType({"chit_chat": 80, "report": 12, "thanks": 8}))
PLAN = Plan(messages=300, days=20, seed=7, dials=TALKATIVE)
NOW = STARTS + timedelta(days=30)


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    folder = tmp_path_factory.mktemp("year")
    return asyncio.run(simulate(folder, PLAN, load_categories(), lambda _day: None))


def test_a_short_year_ends_with_nothing_lost_late_unseen_or_told_twice(
    outcome: Outcome,
) -> None:
    assert [one for one in outcome.findings if not one.is_clean] == []
    assert outcome.heard >= PLAN.messages
    assert sum(outcome.counts.values()) > 5
    assert outcome.figures.answered > 0


def test_the_year_is_told_in_sentences_and_for_machines(outcome: Outcome) -> None:
    lines = command.told(outcome)
    assert "20 个工作日" in lines[0]
    assert sum(line.startswith("✓") for line in lines) == len(outcome.findings)
    assert command.as_json(outcome)["messages"] == outcome.heard


# ---- what is broken is found


@pytest.fixture
async def county(tmp_path: Path) -> AsyncIterator[Database]:
    db = await found(tmp_path, load_categories())
    await db.tx(witness.install)
    yield db
    await db.close()


async def wrong(db: Database, heard: int = 0, **sent: int) -> list[Finding]:
    seen = Seen(heard, sent, STARTS, NOW)
    await db.tx(lambda session: roll(session, NOW, county_source().current(session)))
    looked = await db.read(lambda session: findings.look(session, seen))
    return [one for one in looked if not one.is_clean]


def a_case(session: Session) -> Case:
    case = Case(
        county_id=1, number=1, leaf="streetlight", title="路灯不亮", urgency=Urgency.U2,
        state=CaseState.WHISTLED, level=Level.GRID, opened_at=STARTS,
    )  # fmt: skip
    session.add(case)
    session.flush()
    history.append_event(
        session,
        CaseEvent(
            county_id=1, case_id=case.id or 0, position=1, at=STARTS, actor_role=Role.BOT,
            move=Move.REGISTER, to_state=CaseState.WHISTLED,
        ),
    )  # fmt: skip
    return case


def a_timer() -> Timer:
    return Timer(county_id=1, subject="county:1", kind=TimerKind.DIGEST, due_at=STARTS)


async def test_an_empty_county_has_nothing_wrong(county: Database) -> None:
    assert await wrong(county) == []


async def test_a_timer_that_waits_in_the_past_is_found(county: Database) -> None:
    await county.tx(lambda session: timers.start(session, a_timer()))
    [one] = await wrong(county)
    assert "还没响" in one.wrong[0]


async def test_a_timer_that_fired_twice_is_found(county: Database) -> None:
    def fire_twice(session: Session) -> None:
        timer_id = timers.start(session, a_timer()) or 0
        timers.finish(session, timer_id, NOW)
        timers.finish(session, timer_id, NOW)

    await county.tx(fire_twice)
    [one] = await wrong(county)
    assert "响了两次" in one.wrong[0]


async def test_an_open_case_without_owner_and_clock_is_found(county: Database) -> None:
    await county.tx(a_case)
    told = [words for one in await wrong(county) for words in one.wrong]
    assert told == ["#00001【路灯不亮】已吹哨，没有结束，也没有标红", "#00001没有人在办"]


async def test_a_changed_history_is_found(county: Database) -> None:
    def change(session: Session) -> None:
        a_case(session).state = CaseState.CLOSED
        event = session.exec(select(CaseEvent)).one()
        event.note = "后来改的"

    await county.tx(change)
    [one] = await wrong(county)
    assert one.wrong == ("事项1的经过断了", "经过被改动1次")


async def test_a_message_that_was_not_handled_or_not_stored_is_found(county: Database) -> None:
    await county.tx(lambda session: inbox.put(session, [arrived("路灯不亮")]))
    [one] = await wrong(county, heard=2)
    assert "收到2条，只存下1条" in one.wrong
    assert "1条停在“waiting”" in one.wrong


async def test_words_that_were_sent_twice_are_found(county: Database) -> None:
    [one] = await wrong(county, again=2)
    assert one.wrong == ("“again”发了2次",)


def test_the_same_seed_draws_the_same() -> None:
    assert seeded(3).random() == seeded(3).random()
