"""What waited is told in one message, nothing twice, the newest of each kind."""

from typing import Any

from handlers.manners import NOTICES, RESULTS, buttons_of, left, may_wait_with_others, together
from handlers.texts import keys
from storage.tables.message import OutboundMessage
from tests.decisions.county import MONDAY

NOTICE = "told.promised_reporter"


def row(text: str, key: str = "remind.idle", case_id: int | None = 1, **more: Any) -> Any:
    given: dict[str, Any] = {"audience": "grid_member", "card": None} | more
    return OutboundMessage(
        county_id=1,
        key=text,
        channel="webchat",
        chat_id="p:郭网格",
        text_key=key,
        text=text,
        case_id=case_id,
        created_at=MONDAY,
        not_before=MONDAY,
        **given,
    )


def with_button(number: int) -> Any:
    card = {"title": "提醒", "buttons": [{"key": f"progress:{number}", "label": "进展"}]}
    return row(f"第{number}件", case_id=number, card=card)


def test_every_notice_and_every_result_is_a_sentence_that_is_said() -> None:
    assert keys() >= NOTICES | RESULTS
    assert not NOTICES & RESULTS


def test_of_notices_about_one_case_the_newest_of_each_kind_is_left() -> None:
    rows = [row("明天来", NOTICE), row("后天来", NOTICE), row("明天来", NOTICE, case_id=2)]
    assert [one.text for one in left(rows)] == ["后天来", "明天来"]
    assert [one.text for one in left([row("请报到"), row("请说进展"), row("请报到")])] == [
        "请说进展",
        "请报到",
    ]


def test_a_person_gets_numbered_lines_and_a_group_plain_ones() -> None:
    rows = [row("一"), row("二")]
    assert together(rows).endswith("1. 一\n2. 二")
    assert together(rows[:1]) == "一"
    assert together([row("一", audience="group"), row("二", audience="group")]) == "一\n二"
    assert together([row("一\n地点"), row("二")]).endswith("1. 一\n地点\n\n2. 二")


def test_buttons_of_several_cases_name_their_own() -> None:
    numbers: dict[int | None, str] = {1: "#00001", 2: "#00002"}
    labels = [b["label"] for b in buttons_of([with_button(1), with_button(2)], numbers)]
    assert labels == ["进展#00001", "进展#00002"]
    assert [b["label"] for b in buttons_of([with_button(1), row("一")], numbers)] == ["进展"]
    assert buttons_of([with_button(n) for n in range(8)], numbers) == []


def test_what_asks_for_an_answer_stands_alone() -> None:
    assert not may_wait_with_others("remind.survey_ask")
    assert not may_wait_with_others("refusal.ask_reporter")
    assert may_wait_with_others("card.new_task")
