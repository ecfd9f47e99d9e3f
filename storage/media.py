"""Pictures, voices and papers people sent: files named by their content."""

import hashlib
import os
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path

LARGEST = 20 * 1024 * 1024
MIMES = {
    "jpg": "image/jpeg",
    "png": "image/png",
    "gif": "image/gif",
    "webp": "image/webp",
    "mp3": "audio/mpeg",
    "amr": "audio/amr",
    "mp4": "video/mp4",
    "pdf": "application/pdf",
}
NAME = re.compile(rf"([0-9a-f]{{64}})\.({'|'.join(MIMES)})")

_MARKS = (
    ("jpg", re.compile(rb"\xff\xd8\xff")),
    ("png", re.compile(rb"\x89PNG\r\n\x1a\n")),
    ("gif", re.compile(rb"GIF8[79]a")),
    ("webp", re.compile(rb"RIFF....WEBP", re.DOTALL)),
    ("mp3", re.compile(rb"ID3|\xff[\xe2\xe3\xf2\xf3\xfa\xfb]")),
    ("amr", re.compile(rb"#!AMR(-WB)?\n")),
    ("mp4", re.compile(rb"....ftyp", re.DOTALL)),
    ("pdf", re.compile(rb"%PDF-")),
)


class MediaRefusedError(Exception):
    """The file is not kept; the message says why, for the person who sent it."""


@dataclass(frozen=True)
class MediaFile:
    """A file that is kept: `name` finds it again and tells nothing about its sender."""

    name: str
    sha256: str
    mime: str
    size: int


def put(root: Path, content: bytes) -> MediaFile:
    """The content is kept under `root`, whole or not at all; raises MediaRefusedError."""
    if not content:
        raise MediaRefusedError("文件是空的，请重新发送。")
    if len(content) > LARGEST:
        raise MediaRefusedError("文件超过20兆，请压缩后再发。")
    ending = sniff(content)
    digest = hashlib.sha256(content).hexdigest()
    kept = MediaFile(f"{digest}.{ending}", digest, MIMES[ending], len(content))
    path = path_of(root, kept.name)
    if not path.is_file() or path.stat().st_size != kept.size:
        _write(path, content)
    return kept


def path_of(root: Path, name: str) -> Path:
    """Where the file of that name is kept, never outside `root`; raises MediaRefusedError."""
    if not NAME.fullmatch(name):
        raise MediaRefusedError("没有这个文件。")
    return root / name[:2] / name


def mime_of(name: str) -> str:
    """What kind of file the name stands for; raises MediaRefusedError."""
    found = NAME.fullmatch(name)
    if found is None:
        raise MediaRefusedError("没有这个文件。")
    return MIMES[found[2]]


def sniff(content: bytes) -> str:
    """The file's ending by its first bytes, whatever it was called; raises MediaRefusedError."""
    for ending, mark in _MARKS:
        if mark.match(content):
            return ending
    raise MediaRefusedError("这种文件收不了，请发图片、语音、视频或PDF。")


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    unfinished = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
