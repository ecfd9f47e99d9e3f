"""The frames of a robot's long connection: `{"cmd", "headers": {"req_id"}, "body"}` in JSON."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.channels.platform.fields import Fields, FieldsError, read_json

SUBSCRIBE = "aibot_subscribe"
PING = "ping"
SEND = "aibot_send_msg"
RESPOND = "aibot_respond_msg"
WELCOME = "aibot_respond_welcome_msg"
UPDATE = "aibot_respond_update_msg"
MESSAGE = "aibot_msg_callback"
EVENT = "aibot_event_callback"
KICKED = "disconnected_event"


@dataclass(frozen=True)
class Frame:
    """What the platform sent: a command with its body, or the acknowledgement of one of ours."""

    command: str
    req_id: str
    body: Fields
    errcode: int = 0

    @property
    def is_ack(self) -> bool:
        """An acknowledgement names no command."""
        return not self.command


def read_frame(text: str) -> Frame:
    """The frame; raises FieldsError for anything the platform would not send."""
    fields = read_json(text.encode("utf-8", "replace"))
    code = fields.text("errcode") or "0"
    if not code.removeprefix("-").isdigit():
        raise FieldsError("errcode is no number")
    return Frame(
        fields.text("cmd"),
        fields.inside("headers").text("req_id"),
        fields.inside("body"),
        int(code),
    )


def write_frame(command: str, req_id: str, body: Mapping[str, Any] | None = None) -> str:
    """The frame as it goes over the line, Chinese as it is."""
    frame: dict[str, Any] = {"cmd": command, "headers": {"req_id": req_id}}
    if body is not None:
        frame["body"] = body
    return json.dumps(frame, ensure_ascii=False)
