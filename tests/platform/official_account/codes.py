"""QR codes with a scene: POST /cgi-bin/qrcode/create, and the picture on mp.weixin.qq.com.

A temporary one (`QR_STR_SCENE`) lives at most 30 days; permanent ones (`QR_LIMIT_STR_SCENE`) are
100,000 at most. A scene has 1 to 64 letters.
"""

from aiohttp import web

from tests.platform.official_account.account import Account
from tests.platform.reading import json_of, number, part
from tests.platform.refusals import RefusedError

PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010100000000376ef9240000000a49444154789c6360"
    "000000020001481fa8b70000000049454e44ae426082"
)
LONGEST = 2_592_000
PERMANENT = 100_000


class Codes:
    """Every code that was made, by its ticket."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self.scenes: dict[str, str] = {}
        self.permanent = 0
        account.host.serve("POST", "/cgi-bin/qrcode/create", self._create)
        account.host.serve("GET", "/cgi-bin/showqrcode", self._show)

    async def _create(self, request: web.Request) -> web.Response:
        self._account.admit(request)
        body = await json_of(request)
        scene = part(part(body, "action_info"), "scene").get("scene_str")
        if not isinstance(scene, str) or not 1 <= len(scene) <= 64:
            raise RefusedError(40058, "invalid scene_str")
        lasting = self._lasting(body)
        ticket = f"gQH47joAAAAA+{len(self.scenes) + 1}/=="
        self.scenes[ticket] = scene
        url = f"http://weixin.qq.com/q/{len(self.scenes)}"
        return web.json_response({"ticket": ticket, "url": url, **lasting})

    def _lasting(self, body: dict[str, object]) -> dict[str, int]:
        kind = body.get("action_name")
        if kind == "QR_STR_SCENE":
            return {"expire_seconds": number(body, "expire_seconds", range(1, LONGEST + 1))}
        if kind != "QR_LIMIT_STR_SCENE":
            raise RefusedError(40058, "invalid action_name")
        self.permanent += 1
        if self.permanent > PERMANENT:
            raise RefusedError(45009, "too many permanent codes")
        return {}

    async def _show(self, request: web.Request) -> web.Response:
        if request.query.get("ticket", "") not in self.scenes:
            return web.Response(status=404)
        return web.Response(body=PICTURE, content_type="image/png")
