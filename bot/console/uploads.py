"""A file that was chosen on a page and sent off with its form."""

from dataclasses import dataclass
from pathlib import PurePath

from aiohttp import web

from bot.sheets.limits import LIMITS

LARGEST_UPLOAD = LIMITS.content + 64 * 1024  # the file, and the rest of its form


@dataclass(frozen=True)
class Upload:
    """The file, and what it is called where it came from."""

    name: str
    content: bytes


async def read_upload(request: web.Request, field: str = "file") -> Upload | None:
    """The file of this field; None when none was chosen."""
    found = (await request.post()).get(field)
    if not isinstance(found, web.FileField) or not found.filename:
        return None
    name = PurePath(found.filename.replace("\\", "/")).name
    return Upload(name[:120], found.file.read())
