"""Recorded conversations: read, refused clearly when wrong, and played through the real loops."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.replay import stage
from bot.replay.run import Rules, replay
from bot.replay.transcript import Record, TranscriptError, parse, parse_file
from handlers.policy import Policy
from handlers.understanding.categories import Categories
from handlers.understanding.tree import load_categories
from storage.codes import MessageKind

DIRECTORY = """
directory:
  county: 青河县
  groups:
    wx_dongguan: {grid: G101, leader: 郭网格}
  depts: [城管局]
"""
SEWER = """
- id: A1
  channel: group
  group: wx_dongguan
  now: "2026-04-14 09:10 (工作日)"
  messages:
    - {n: 1, t: "09:02", from: 李姐, text: "早啊各位[太阳]"}
    - {n: 2, t: "09:05", from: 高叔, text: "3号楼前边下水道又堵了,臭水流一地"}
"""
SURVEY = """
- id: A2
  channel: private
  user: 高叔
  now: "2026-04-15 09:40"
  context_case: {id: "#00101", leaf: sewer_blockage, dept: 城管局, result: "已疏通并更换井盖",
    answered: "2026-04-14 14:20"}
  messages:
    - {n: 1, t: "09:30", from: bot, role: bot, text: "请问问题解决了吗?"}
    - {n: 2, t: "09:34", from: 高叔, text: "中!办得真快"}
"""
NOT_SOLVED = SURVEY.replace("A2", "A3").replace("中!办得真快", "3 还是堵着,没解决")
REFUSAL = """
- id: A4
  channel: dept
  group: 工作群_城管局
  now: "2026-05-12 10:10"
  context_case: {id: "#00988", leaf: water_supply, place: "新城嘉苑路边", grid: G103, urgency: U1,
    lead: 城管局, whistled: "2026-05-12 09:50", resolve_due: "2026-05-13 09:50"}
  messages:
    - {n: 1, t: "09:50", from: bot, role: bot, text: "【吹哨】#00988"}
    - {n: 2, t: "09:55", from: 城管局值班, role: dept, text: "报到"}
"""
RECALLED = """
- id: A5
  channel: group
  group: wx_dongguan
  now: "2026-10-14 23:05"
  messages:
    - {n: 1, t: "22:58", from: 静静, text: "晚上吃啥"}
    - {n: 2, t: "22:58", from: 静静, text: "[撤回了一条消息]", media: recall}
"""


@pytest.fixture(scope="module")
def categories() -> Categories:
    return load_categories()


def record_of(*transcripts: str) -> Record:
    return parse(yaml.safe_load(f"{DIRECTORY}\ntranscripts:\n{''.join(transcripts)}"))


async def played(folder: Path, categories: Categories, *transcripts: str) -> list[dict[str, Any]]:
    out = folder / "out.jsonl"
    names: list[str] = []
    rules = Rules(categories, Policy())
    work = folder / "work"
    work.mkdir()
    await replay(record_of(*transcripts), out, work, rules, lambda name, _: names.append(name))
    lines = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [line["id"] for line in lines] == names
    return lines


def sent_to(outcome: dict[str, Any], to: str) -> list[dict[str, Any]]:
    return [one for one in outcome["sent"] if one["to"] == to]


# ---- reading ----------------------------------------------------------------------------------


def test_a_record_is_read_with_its_moments() -> None:
    transcript = record_of(SEWER).transcripts[0]
    assert transcript.starts_at == datetime(2026, 4, 14, 1, 2, tzinfo=UTC)
    assert [one.speaker for one in transcript.lines] == ["李姐", "高叔"]


def test_an_unquoted_time_is_still_a_time() -> None:
    text = SEWER.replace('"09:05"', "21:05").replace("09:10", "21:10")
    line = record_of(text).transcripts[0].lines[1]
    assert (line.at.hour, line.at.minute) == (21, 5)


def test_a_conversation_over_midnight_ends_on_the_day_of_now() -> None:
    text = SEWER.replace('"09:02"', '"23:58"').replace('"09:05"', '"00:03"')
    lines = record_of(text.replace("09:10", "00:10")).transcripts[0].lines
    assert [(one.at.day, one.at.hour) for one in lines] == [(13, 23), (14, 0)]


def test_a_recalled_message_is_a_recall() -> None:
    assert record_of(RECALLED).transcripts[0].lines[1].kind is MessageKind.RECALL


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("[图片]", MessageKind.IMAGE, ""),
        ("[语音 12秒]", MessageKind.VOICE, ""),
        ("[语音] 俺家没水了", MessageKind.VOICE, "俺家没水了"),
        ("[捂脸] 又停了", MessageKind.TEXT, "[捂脸] 又停了"),
    ],
)
def test_what_a_chat_writes_for_a_picture_is_no_word(
    text: str, kind: MessageKind, words: str
) -> None:
    line = record_of(RECALLED.replace("[撤回了一条消息]", text).replace(", media: recall", ""))
    told = line.transcripts[0].lines[1]
    assert (told.kind, told.text) == (kind, words)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (("channel: group", "channel: fax"), "channel 只能是"),
        (("  group: wx_dongguan\n", ""), "缺少 group"),
        (("2026-04-14 09:10", "昨天"), "now 读不懂"),
        (("2026-04-14", "2026-13-44"), "now 读不懂"),
        (('t: "09:02"', 't: "25:02"'), "没有可读的时间 t"),
        (("from: 李姐", "nobody: 李姐"), "没有说话人"),
    ],
)
def test_what_is_wrong_is_said_with_the_records_name(
    change: tuple[str, str], complaint: str
) -> None:
    with pytest.raises(TranscriptError, match=complaint) as caught:
        record_of(SEWER.replace(*change))
    assert caught.value.problems[0].startswith("记录 A1")


@pytest.mark.parametrize("text", ["[]", "transcripts: 3", "a: [", "\tx", ""])
def test_a_file_that_is_no_record_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "bad.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(TranscriptError):
        parse_file(file)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TranscriptError, match="打不开文件"):
        parse_file(tmp_path / "nowhere.yaml")


# ---- playing ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (SEWER.replace("wx_dongguan", "wx_nowhere"), "记录 A1：不认识的群“wx_nowhere”"),
        (REFUSAL.replace("工作群_城管局", "工作群_没有局"), "记录 A4：不认识的部门工作群"),
        (REFUSAL.replace("leaf: water_supply", "leaf: nonsense"), "记录 A4：context_case 的类别"),
    ],
)
async def test_what_the_county_does_not_know_is_refused_before_playing(
    tmp_path: Path, categories: Categories, text: str, complaint: str
) -> None:
    with pytest.raises(TranscriptError) as caught:
        await played(tmp_path, categories, text)
    assert any(one.startswith(complaint) for one in caught.value.problems)


async def test_a_group_of_an_unknown_grid_is_refused(
    tmp_path: Path, categories: Categories
) -> None:
    raw = yaml.safe_load(f"{DIRECTORY.replace('G101', 'G999')}\ntranscripts:\n{SEWER}")
    (tmp_path / "work").mkdir()
    with pytest.raises(TranscriptError, match="群“wx_dongguan”的网格“G999”不在青河县"):
        await replay(
            parse(raw),
            tmp_path / "out",
            tmp_path / "work",
            Rules(categories, Policy()),
            lambda *_: None,
        )


async def test_a_report_in_a_group_becomes_a_case_and_chatter_does_not(
    tmp_path: Path, categories: Categories
) -> None:
    (outcome,) = await played(tmp_path, categories, SEWER)
    assert set(outcome["intents"]) == {"1"}
    case = outcome["cases"][0]
    assert (case["action"], case["leaf"], case["grid"]) == ("new", "sewer_blockage", "G101")
    assert (case["messages"], case["reporters"]) == ([2], ["高叔"])
    assert "grid_member" in case["notified"]
    assert any("已登记" in one["text"] for one in sent_to(outcome, "group"))
    assert {one["after"] for one in outcome["sent"]} == {2}
    assert outcome["survey"] is None
    assert "unhandled" not in outcome


async def test_a_survey_is_answered_and_what_was_said_before_is_not_ours(
    tmp_path: Path, categories: Categories
) -> None:
    (outcome,) = await played(tmp_path, categories, SURVEY)
    assert outcome["survey"] == {"resolved": 1, "satisfaction": 5}
    assert outcome["cases"] == []
    assert all(one["after"] == 2 for one in outcome["sent"])
    assert any("谢谢" in one["text"] for one in sent_to(outcome, "private:高叔"))


async def test_a_case_that_is_not_solved_is_reopened(
    tmp_path: Path, categories: Categories
) -> None:
    (outcome,) = await played(tmp_path, categories, NOT_SOLVED)
    assert [(one["action"], one["into"]) for one in outcome["cases"]] == [("reopen", "#00101")]
    assert outcome["cases"][0]["messages"] == [2]


async def test_a_department_reports_in_for_the_case_of_the_record(
    tmp_path: Path, categories: Categories
) -> None:
    (outcome,) = await played(tmp_path, categories, REFUSAL)
    assert sent_to(outcome, "dept:城管局"), "it is answered in its own group"
    assert outcome["cases"] == []


def test_a_role_nobody_knows_is_doubted_but_played() -> None:
    record = record_of(REFUSAL.replace("role: dept", "role: king"))
    assert stage.doubts(record) == ["记录 A4：第 2 条消息的角色“king”不认识，按居民处理"]


@pytest.mark.parametrize(
    "case",
    [
        "state: 回访中, reporter: 李姐, history: 上次堵过, reopen_count: 1, place: 3号楼前",
        "state: closed, times: {answered: '2026-04-14 14:20', closed: '2026-04-14 18:00'}",
        "state: in_progress, lead: 城管局, co: [住建局], reporters: [高叔, 李姐]",
        "whistled: '2026-04-14 14:20', dept: 没有这个局, grid: G999, history: [{at: x, text: y}]",
        "state: reopened, urgency: U1, opened: 09:00, co: 住建局",
    ],
)
async def test_a_case_is_understood_however_it_is_told(
    tmp_path: Path, categories: Categories, case: str
) -> None:
    told = SURVEY.replace(
        'dept: 城管局, result: "已疏通并更换井盖",\n    answered: "2026-04-14 14:20"', case
    )
    assert case in told
    (outcome,) = await played(tmp_path, categories, told)
    assert "unhandled" not in outcome


async def test_staff_may_speak_one_to_one_and_departments_among_residents(
    tmp_path: Path, categories: Categories
) -> None:
    private = SURVEY.replace("from: 高叔", "from: 网格员郭师傅, role: grid_member")
    among = SEWER.replace("from: 李姐", "from: 城管局老李, role: dept")
    first, second = await played(tmp_path, categories, private, among)
    assert first["survey"] is None
    assert second["intents"]["1"]


async def test_every_record_has_a_county_of_its_own(tmp_path: Path, categories: Categories) -> None:
    first, again, *_ = await played(
        tmp_path, categories, SEWER, SEWER.replace("A1", "B1"), RECALLED
    )
    assert {**again, "id": "A1"} == first
