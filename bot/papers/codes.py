"""QR codes of grids and buildings, as pictures and as a sheet to print; the `qr` command."""

import asyncio
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Annotated

import typer
from sqlmodel import Session

from bot.papers.commands import put, read
from bot.papers.errors import PaperError
from bot.settings import Settings, load
from handlers.directory import Directory
from handlers.loading.situations import load_directory
from handlers.scenes import scene_of
from storage.codes import Level

HELP = "给每个网格（和楼栋）出一张公众号或微信客服的二维码：图片，和一张可以直接打印的纸。"
_BUILDINGS = ("building", "compound")
_DOTS = 12  # a code's smallest square, in dots of the picture
_LONGEST = 64
_ODD = re.compile(r"[^\w-]")


@dataclass(frozen=True)
class Code:
    """One code: what it is called on paper, the grid it leads to, and its scene."""

    name: str
    under: str
    scene: str


def qr(
    out: Annotated[
        Path, typer.Option("--out", help="写到这个文件夹：每处一张 PNG，和 二维码.html。")
    ],
    where: Annotated[str, typer.Option("--region", help="只要这个乡镇、村或网格的（名称）。")] = "",
    *,
    buildings: Annotated[bool, typer.Option("--buildings", help="楼栋、小区也各出一张。")] = False,
    kf: Annotated[
        bool, typer.Option("--kf", help="扫了进微信客服；不写是公众号，没接公众号就是微信客服。")
    ] = False,
) -> None:
    """Every grid has its picture, and there is a sheet to print."""
    settings = load()
    if settings.official_account is None and settings.wecom_kf is None:
        raise PaperError(
            "公众号和微信客服都还没有接入，请先填写 GRIDWHISTLE_OFFICIAL_ACCOUNT__ "
            "或 GRIDWHISTLE_WECOM_KF__ 各项"
        )
    by_desk = kf or settings.official_account is None

    def wanted(session: Session) -> list[Code]:
        return list_codes(load_directory(session), where, buildings=buildings)

    codes = read(settings, wanted)
    found = _addresses(settings, [one.scene for one in codes], by_desk=by_desk)
    addresses = asyncio.run(found)
    for code, address in zip(codes, addresses, strict=True):
        put(out / f"{file_name(code)}.png", picture(address))
    page = sheet(list(zip(codes, addresses, strict=True)), by_desk=by_desk)
    put(out / "二维码.html", page.encode())
    typer.echo(f"{len(codes)} 张二维码已写到 {out}，打印请打开 {out / '二维码.html'}。")


def list_codes(directory: Directory, where: str, *, buildings: bool) -> list[Code]:
    """One code for each grid in the region called so, and for its buildings if they are wanted.

    Raises PaperError.
    """
    inside = _inside(directory, where)
    grids = [directory.regions[one] for one in sorted(inside)]
    found = []
    for grid in (one for one in grids if one.level is Level.GRID):
        above = "".join(one.name for one in reversed(directory.lineage(grid.id)[1:-1]))
        found.append(Code(grid.name, above, scene_of(grid.code)))
        places = [p for p in directory.places if p.region_id == grid.id and p.kind in _BUILDINGS]
        found += [
            Code(place.name, f"{above}{grid.name}", scene_of(grid.code, place.id))
            for place in (places if buildings else ())
        ]
    if not found:
        raise PaperError("这里没有网格")
    if too_long := [one.name for one in found if len(one.scene) > _LONGEST]:
        raise PaperError(f"网格编号太长，做不了二维码：{'、'.join(too_long)}")
    return found


def _inside(directory: Directory, where: str) -> set[int]:
    if not where:
        return {one.id or 0 for one in directory.live_regions}
    for region in directory.live_regions:
        if where in (region.name, region.code, *region.aliases):
            live = {one.id or 0 for one in directory.live_regions}
            return live & directory.within(region.id or 0)
    raise PaperError(f"县情里没有“{where}”这个地方")


def file_name(code: Code) -> str:
    """A name for the picture that every file system takes, and that is nobody else's."""
    return _ODD.sub("_", f"{code.name}-{code.scene}")


def picture(address: str) -> bytes:
    """The code as a PNG, large enough for a poster."""
    # The library is needed for this alone.
    import segno  # noqa: PLC0415

    content = io.BytesIO()
    segno.make(address, error="q", micro=False).save(content, kind="png", scale=_DOTS, border=4)
    return content.getvalue()


def sheet(codes: Sequence[tuple[Code, str]], *, by_desk: bool = False) -> str:
    """A page that prints four codes on an A4 sheet, each with what to do; it needs no network."""
    then = "直接说事" if by_desk else "关注后直接说事"
    cards = "".join(_card(code, address, then) for code, address in codes)
    return _PAGE.replace("{cards}", cards)


def drawn(address: str) -> str:
    """The code as a drawing within a page."""
    import segno  # noqa: PLC0415

    return segno.make(address, error="q", micro=False).svg_inline(border=4, omitsize=True)


def _card(code: Code, address: str, then: str) -> str:
    return (
        f"<section><p>{escape(code.under)}</p><h2>{escape(code.name)}</h2>{drawn(address)}"
        f"<p>微信扫一扫，{then}：<br>什么事、在哪里。</p>"
        "<p>有危险请先拨打110、119、120。</p></section>"
    )


async def _addresses(settings: Settings, scenes: Sequence[str], *, by_desk: bool) -> list[str]:
    # The platforms' libraries take 15 MB, which no other command needs.
    from bot.papers.code_addresses import addresses  # noqa: PLC0415

    return await addresses(settings, scenes, by_desk=by_desk)


_PAGE = """<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>网格二维码</title><style>
@page { size: A4; margin: 12mm }
body { margin: 0; font-family: "Noto Sans CJK SC", "Microsoft YaHei", sans-serif }
main { display: grid; grid-template-columns: 1fr 1fr; gap: 6mm }
section { border: 1px dashed #999; padding: 6mm; text-align: center; break-inside: avoid }
h2 { margin: 1mm 0; font-size: 20pt } p { margin: 1mm 0; font-size: 12pt }
svg { width: 62mm; height: 62mm }
</style></head><body><main>{cards}</main></body></html>
"""
