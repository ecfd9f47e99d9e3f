"""Temporary media: kept three days under an id, too large or too small ones refused.

An image may have 10 MB, a voice or a video message 2 and 10 MB, another file 20 MB; nothing may be
smaller than six bytes. The multipart field is named `media`.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from aiohttp import web
from aiohttp.web_request import FileField

from storage.clock import Clock
from tests.platform.refusals import RefusedError, ok

LIFE = timedelta(days=3)
MB = 1024 * 1024
LARGEST = {"image": 10 * MB, "voice": 2 * MB, "video": 10 * MB, "file": 20 * MB, "thumb": 64 * 1024}
TYPES = {"image": "image/jpeg", "voice": "audio/amr", "video": "video/mp4"}


@dataclass(frozen=True)
class Kept:
    """One file on the shelf."""

    kind: str
    content: bytes
    until: datetime
    name: str = ""


@dataclass
class Shelf:
    """All temporary media of one account."""

    clock: Clock
    kept: dict[str, Kept] = field(default_factory=dict)
    fetched: list[str] = field(default_factory=list)

    def put(self, kind: str, content: bytes, name: str = "") -> str:
        """The id under which the content can be had for three days."""
        media_id = f"media-{len(self.kept) + 1:06d}_{kind}"
        self.kept[media_id] = Kept(kind, content, self.clock.now() + LIFE, name)
        return media_id

    def find(self, media_id: object) -> Kept:
        """What is kept under this id; raises RefusedError."""
        found = self.kept.get(str(media_id))
        if found is None or found.until <= self.clock.now():
            raise RefusedError(40007, "invalid media_id")
        return found

    async def upload(self, request: web.Request) -> web.Response:
        """POST …/media/upload?type=…"""
        kind = request.query.get("type", "")
        if kind not in LARGEST:
            raise RefusedError(40004, "invalid media type")
        given = (await request.post()).get("media")
        if not isinstance(given, FileField):
            raise RefusedError(41005, "media data missing")
        content = given.file.read()
        if not 5 < len(content) <= LARGEST[kind]:
            raise RefusedError(40006, "invalid meida size")
        media_id = self.put(kind, content, given.filename)
        return ok(type=kind, media_id=media_id, created_at=int(self.clock.now().timestamp()))

    async def get(self, request: web.Request) -> web.Response:
        """GET …/media/get?media_id=…"""
        media_id = request.query.get("media_id", "")
        found = self.find(media_id)
        self.fetched.append(media_id)
        kind = TYPES.get(found.kind, "application/octet-stream")
        head = {"Content-disposition": f'attachment; filename="{media_id}"'}
        return web.Response(body=found.content, content_type=kind, headers=head)
