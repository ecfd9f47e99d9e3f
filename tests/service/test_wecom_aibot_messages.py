"""Every kind of message and event an intelligent robot is told, as it reaches the inbox."""

import base64
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.base import Inbound, SendLater
from bot.channels.platform.fields import Fields, FieldsError, read_json
from bot.channels.wecom_aibot.files import opened
from bot.channels.wecom_aibot.frames import read_frame, write_frame
from bot.channels.wecom_aibot.messages import kind_of, read_messages
from bot.channels.wecom_aibot.saying import plain
from storage.codes import MessageKind

NOW = datetime(2025, 3, 3, 1, 0, tzinfo=UTC)
Body = dict[str, Any]


def told(kind: str, content: Any, *, group: bool = True, **more: Any) -> Body:
    body = {
        "msgid": "ai-1",
        "aibotid": "bot",
        "chattype": "group" if group else "single",
        "from": {"userid": "guo"},
        "msgtype": kind,
        kind: content,
    }
    return body | ({"chatid": "wrGRID"} if group else {}) | more


def event(kind: str, content: Any, **more: Any) -> Body:
    return told("event", {"eventtype": kind, kind: content}, create_time=1740963600, **more)


def read(body: Body) -> list[Inbound]:
    return read_messages(Fields(body), NOW)


PRESS = {
    "card_type": "button_interaction",
    "event_key": "accept:12",
    "task_id": "o7-1",
    "selected_items": {
        "selected_item": [{"question_key": "dept", "option_ids": {"option_id": ["cg", "wy"]}}]
    },
}
ONE: dict[str, tuple[Body, MessageKind, str, dict[str, Any]]] = {
    "words in a group": (
        told("text", {"content": "@哨到 #00012 办结，已修好"}),
        MessageKind.TEXT,
        "#00012 办结，已修好",
        {},
    ),
    "words one to one": (
        told("text", {"content": " 我的任务 "}, group=False),
        MessageKind.TEXT,
        "我的任务",
        {},
    ),
    "a voice": (
        told("voice", {"content": "三号楼办好了"}, group=False),
        MessageKind.VOICE,
        "三号楼办好了",
        {},
    ),
    "a picture with its own key": (
        told("image", {"url": "https://x/1", "aeskey": "K"}, group=False),
        MessageKind.IMAGE,
        "",
        {"url": "https://x/1", "aes_key": "K"},
    ),
    "a file": (
        told("file", {"url": "https://x/2"}, group=False),
        MessageKind.FILE,
        "",
        {"url": "https://x/2"},
    ),
    "a film": (
        told("video", {"url": "https://x/3"}, group=False),
        MessageKind.VIDEO,
        "",
        {"url": "https://x/3"},
    ),
    "an address for the answer": (
        told("text", {"content": "@哨到 帮助"}, response_url="https://r/1"),
        MessageKind.TEXT,
        "帮助",
        {"response_url": "https://r/1"},
    ),
    "a quotation": (
        told(
            "text",
            {"content": "@哨到 办结"},
            quote={"msgtype": "text", "text": {"content": "#00012 请接单"}},
        ),
        MessageKind.TEXT,
        "办结",
        {"quote": {"text": "#00012 请接单"}},
    ),
    "a quotation of pictures and words": (
        told(
            "text",
            {"content": "@哨到 办结"},
            quote={
                "msgtype": "mixed",
                "mixed": {
                    "msg_item": [
                        {"msgtype": "image", "image": {"url": "https://x"}},
                        {"msgtype": "text", "text": {"content": "#00012"}},
                    ]
                },
            },
        ),
        MessageKind.TEXT,
        "办结",
        {"quote": {"text": "#00012"}},
    ),
    "a press": (
        event("template_card_event", PRESS),
        MessageKind.BUTTON,
        "",
        {"key": "accept:12", "task_id": "o7-1", "chosen": {"dept": ["cg", "wy"]}},
    ),
}


@pytest.mark.parametrize("case", ONE.values(), ids=ONE.keys())
def test_what_a_member_does_is_heard(case: tuple[Body, MessageKind, str, dict[str, Any]]) -> None:
    body, kind, words, data = case
    (heard,) = read(body)
    assert (heard.kind, heard.text, heard.data) == (kind, words, data)
    assert (heard.channel, heard.key, heard.sender_id) == ("wecom_aibot", "ai-1", "guo")
    in_group = body["chattype"] == "group"
    assert (heard.is_group, heard.chat_id) == (in_group, "wrGRID" if in_group else "guo")


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("@哨到 办结", "办结"),
        ("@哨到\u2005办结", "办结"),
        ("  @RobotA hello", "hello"),
        ("办结 @哨到", "办结"),
        ("#00012 @哨到 办结", "#00012 办结"),
        ("@哨到 转给 @李四", "转给 @李四"),
        ("转给 @李四 和 @哨到 说一声", "转给 @李四 和 @哨到 说一声"),
        ("@哨到", ""),
        ("办结", "办结"),
    ],
)
def test_the_name_by_which_the_robot_was_called_is_left_out(said: str, heard: str) -> None:
    assert read(told("text", {"content": said}))[0].text == heard
    assert read(told("text", {"content": said}, group=False))[0].text == said.strip()


def test_a_mixed_message_is_its_pictures_and_then_its_words() -> None:
    items = [
        {"msgtype": "text", "text": {"content": "@哨到 #00012"}},
        {"msgtype": "image", "image": {"url": "https://x/1"}},
        {"msgtype": "text", "text": {"content": "办结"}},
        {"msgtype": "image", "image": {"url": "https://x/2"}},
    ]
    heard = read(told("mixed", {"msg_item": items}))
    assert [(one.kind, one.key) for one in heard] == [
        (MessageKind.IMAGE, "ai-1:0"),
        (MessageKind.IMAGE, "ai-1:1"),
        (MessageKind.TEXT, "ai-1"),
    ]
    assert heard[2].text == "#00012\n办结"
    (only,) = read(told("mixed", {"msg_item": items[1:2]}))
    assert (only.kind, only.key) == (MessageKind.IMAGE, "ai-1")
    assert read(told("mixed", {"msg_item": []})) == []


@pytest.mark.parametrize(
    "body",
    [
        event("enter_chat", {}, group=False),
        event("feedback_event", {"id": "f", "type": 2}),
        event("disconnected_event", {}),
        told("stream", {"id": "s"}),
        told("hologram", {}),
    ],
)
def test_what_is_no_message_is_none(body: Body) -> None:
    assert read(body) == []
    assert kind_of(Fields(body))


@pytest.mark.parametrize(
    "changes",
    [
        {"msgid": ""},
        {"msgid": "9" * 200},
        {"from": {}},
        {"from": "guo"},
        {"chatid": ""},
        {"text": "hello"},
        {"text": {"content": ["a"]}},
        {"quote": "x"},
        {"msgtype": {"a": 1}},
    ],
)
def test_what_the_platform_would_not_send_is_refused(changes: Body) -> None:
    with pytest.raises(FieldsError):
        read(told("text", {"content": "hello"}) | changes)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(
            ["msgid", "msgtype", "event", "eventtype", "text", "content", "from", "userid", "mixed",
             "msg_item", "chattype", "chatid", "quote", "image", "url", "template_card_event"]
        ),
        inner,
        max_size=8,
    ),
    max_leaves=20,
)  # fmt: skip


@given(st.dictionaries(st.sampled_from(["cmd", "headers", "body", "errcode"]), json_values))
def test_no_frame_breaks_the_reading(value: Any) -> None:
    try:
        frame = read_frame(json.dumps(value))
        read_messages(frame.body, NOW)
    except FieldsError:
        return
    assert isinstance(frame.errcode, int)


def test_a_frame_is_written_with_its_letters_as_they_are() -> None:
    text = write_frame("aibot_send_msg", "r1", {"markdown": {"content": "办结"}})
    assert "办结" in text
    frame = read_json(text.encode())
    assert frame.inside("headers").text("req_id") == "r1"


# ---- files and words -------------------------------------------------------------------------


def sealed(content: bytes, key: bytes) -> bytes:
    pad = 32 - len(content) % 32
    encryptor = Cipher(algorithms.AES(key), modes.CBC(key[:16])).encryptor()
    return encryptor.update(content + bytes([pad]) * pad) + encryptor.finalize()


@pytest.mark.parametrize("size", [0, 1, 31, 32, 33, 4096])
def test_a_sealed_file_is_opened(size: int) -> None:
    key = bytes(range(32))
    short = base64.b64encode(key).decode().rstrip("=")
    content = bytes(size)
    assert opened(sealed(content, key), short) == content
    assert opened(sealed(content, key), short + "=") == content


@pytest.mark.parametrize("content", [b"", b"x", bytes(32), bytes(33), b"\xff" * 64])
@pytest.mark.parametrize("key", ["A" * 43, "", "short", "路灯"])
def test_what_cannot_be_opened_is_no_fault_of_ours(content: bytes, key: str) -> None:
    with pytest.raises(SendLater):
        opened(content, key)


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("#00012 办结", "#00012 办结"),
        ("# 大标题\n## 小标题", "＃ 大标题\n＃＃ 小标题"),
        ("[点我](http://x.cn) <@all>", "［点我］(http://x.cn) ＜@all＞"),
        ("**重要**_a_`b`", "＊＊重要＊＊＿a＿‘b‘"),
    ],
)
def test_a_residents_words_stay_words(words: str, shown: str) -> None:
    assert plain(words) == shown
