"""What tests of old ledgers do: a file is handed in, its preview is looked at, it is landed."""

import io
import re
from typing import Any

from aiohttp import FormData

from tests.service.sheet_room import a_file
from tests.service.webchat_room import Room

HEAD = (
    "序号",
    "编号",
    "受理时间",
    "乡镇",
    "地点",
    "类别",
    "反映事项",
    "责任单位",
    "办结时间",
    "办理结果",
    "满意度",
)
LAMP = (
    1,
    "2025-017",
    "2025.3.5",
    "城关街道",
    "3号楼前",
    "路灯不亮",
    "路灯不亮，找张三13812345678",
    "城管局",
    "2025年3月8日",
    "换了灯泡",
    "满意",
)
WELL = (2, "2025-018", 45722, "", "小桥", "井盖", "井盖没了", "某公司", "2025-3-20", "已补上", "")


async def upload(
    room: Room, content: bytes, name: str = "旧台账.xlsx", **more: str
) -> tuple[int, str, str]:
    form = FormData(quote_fields=False)
    for key, value in ({"form_token": await room.form_token()} | more).items():
        form.add_field(key, value)
    form.add_field("file", io.BytesIO(content), filename=name)
    answer = await room.client.post("/console/ledgers/import", data=form)
    return answer.status, str(answer.url), await answer.text()


async def preview(room: Room, *rows: Any, head: Any = HEAD) -> str:
    status, _, text = await upload(room, a_file(head, *rows))
    assert status == 200, text
    return text


async def land(room: Room, text: str, **more: str) -> tuple[int, str]:
    path = re.search(r'action="(/console/ledgers/import/\d+/land)"', text)
    digest = re.search(r'name="digest" value="(\w{64})"', text)
    assert path, text
    assert digest, text
    given = {"form_token": await room.form_token(), "digest": digest[1]} | more
    answer = await room.client.post(path[1], data=given)
    return answer.status, await answer.text()
