"""Files people send: kept under their own digest, whole, and never outside their folder."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from storage import media

PICTURE = b"\xff\xd8\xff\xe0" + b"manhole cover" * 50


@pytest.mark.parametrize(
    ("first_bytes", "mime"),
    [
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n\x00", "image/png"),
        (b"GIF89a\x01\x00", "image/gif"),
        (b"RIFF\x1a\x0a\x00\x00WEBPVP8 ", "image/webp"),
        (b"ID3\x04\x00", "audio/mpeg"),
        (b"\xff\xfb\x90\x64", "audio/mpeg"),
        (b"#!AMR\n\x3c", "audio/amr"),
        (b"\x00\x00\x00\x18ftypmp42", "video/mp4"),
        (b"%PDF-1.7\n", "application/pdf"),
    ],
)
def test_a_file_is_known_by_its_first_bytes(tmp_path: Path, first_bytes: bytes, mime: str) -> None:
    kept = media.put(tmp_path, first_bytes)
    assert kept.mime == mime == media.mime_of(kept.name)
    assert media.path_of(tmp_path, kept.name).read_bytes() == first_bytes
    assert kept.size == len(first_bytes)


def test_the_same_picture_is_kept_once(tmp_path: Path) -> None:
    first = media.put(tmp_path, PICTURE)
    assert media.put(tmp_path, PICTURE) == first
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1


def test_a_file_that_was_cut_short_is_written_again(tmp_path: Path) -> None:
    kept = media.put(tmp_path, PICTURE)
    path = media.path_of(tmp_path, kept.name)
    path.write_bytes(PICTURE[:10])
    media.put(tmp_path, PICTURE)
    assert path.read_bytes() == PICTURE


def test_many_at_once_leave_one_whole_file(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as threads:
        kept = set(threads.map(lambda _: media.put(tmp_path, PICTURE), range(40)))
    [one] = kept
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert files == [media.path_of(tmp_path, one.name)]
    assert files[0].read_bytes() == PICTURE


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "空"),
        (b"<script>alert(1)</script>", "收不了"),
        (b"MZ\x90\x00", "收不了"),
        (b"\xff\xd8\xff" + bytes(media.LARGEST), "20兆"),
    ],
)
def test_what_is_not_kept_is_refused_with_its_reason(
    tmp_path: Path, content: bytes, reason: str
) -> None:
    with pytest.raises(media.MediaRefusedError, match=reason):
        media.put(tmp_path, content)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd",
        "/etc/passwd",
        "a" * 64,
        "a" * 64 + ".exe",
        "A" * 64 + ".jpg",
        "a" * 64 + ".jpg\n",
        "../" + "a" * 61 + ".jpg",
        "",
    ],
)
def test_no_name_leads_outside_the_folder(tmp_path: Path, name: str) -> None:
    with pytest.raises(media.MediaRefusedError, match="没有这个文件"):
        media.path_of(tmp_path, name)
    with pytest.raises(media.MediaRefusedError, match="没有这个文件"):
        media.mime_of(name)
