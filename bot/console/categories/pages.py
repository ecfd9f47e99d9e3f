"""The category tree in use: who handles what, how urgent, by when; and another file looked at first."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from aiohttp import web

from bot.console.categories.comparing import changes, marks
from bot.console.door import Door
from bot.console.rooms import ROLES
from bot.console.uploads import read_upload
from bot.console.visitor import Visitor
from handlers.understanding.categories import Categories, Leaf, SelfHandling
from handlers.understanding.tree import TaxonomyError, load_categories
from handlers.wording import span
from storage.codes import Role
from storage.queue import count_open_by_leaf

_CHECKERS = frozenset({Role.ADMINISTRATOR})
_LARGEST = 1024 * 1024
_SELF = {
    SelfHandling.YES: "网格员先办",
    SelfHandling.SECURE_FIRST: "先围好再上报",
    SelfHandling.NO: "不先办",
}


@dataclass(frozen=True)
class Top:
    """One top with its leaves that were asked for."""

    name: str
    leaves: tuple[Leaf, ...]


def routes(door: Door) -> list[web.RouteDef]:
    """The addresses of the tree."""
    pages = _Categories(door)
    return [
        web.get("/console/categories", door.page(pages.show, ROLES["categories"])),
        web.post("/console/categories/check", door.form(pages.check, _CHECKERS, _LARGEST)),
    ]


class _Categories:
    def __init__(self, door: Door) -> None:
        self._door = door
        self._house = door.house

    async def show(self, request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """The tree, or the part of it that was looked for."""
        return self._page(visitor, {}, request.query.get("q", "").strip()[:40])

    async def check(self, request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """What a file would change, or which line of it is wrong; the tree in use stays as it is."""
        upload = await read_upload(request)
        if upload is None:
            return self._page(visitor, {"said": "请先选一个分类文件。"}, status=400)
        try:
            then = await asyncio.to_thread(_read, upload.content)
        except TaxonomyError as error:
            said = f"{upload.name} 第{error.line}行：{error.reason}。"
            return self._page(visitor, {"said": said}, status=400)
        county_id = visitor.county_id
        still_open = await self._house.db.read(lambda s: count_open_by_leaf(s, county_id))
        found = changes(visitor.world.categories, then, still_open)
        checked = {"name": upload.name, "leaves": len(then.leaves), "changes": found}
        return self._page(visitor, {"checked": checked})

    def _page(
        self,
        visitor: Visitor,
        more: Mapping[str, object],
        asked: str = "",
        *,
        status: int = 200,
    ) -> web.StreamResponse:
        tree = visitor.world.categories
        tops = _tops(tree, asked)
        page = {
            "q": asked,
            "tops": tops,
            "shown": sum(len(top.leaves) for top in tops),
            "total": len(tree.leaves),
            "names": {key: leaf.short_name for key, leaf in tree.leaves.items()},
            "marks": marks,
            "span": span,
            "self_handling": _SELF,
            "file": self._house.taxonomy_file,
            "may_check": visitor.is_any(_CHECKERS),
            "said": "",
            "checked": None,
            **more,
        }
        return self._door.show("categories.html", visitor, page, status=status)


def _tops(tree: Categories, asked: str) -> list[Top]:
    wanted = [leaf for leaf in tree.leaves.values() if _fits(leaf, tree, asked)]
    of = {key: tuple(one for one in wanted if one.top == key) for key in tree.tops}
    return [Top(tree.tops[key], leaves) for key, leaves in of.items() if leaves]


def _fits(leaf: Leaf, tree: Categories, asked: str) -> bool:
    if not asked:
        return True
    known = (
        leaf.id, leaf.name, leaf.short_name, leaf.lead, leaf.platform, tree.tops[leaf.top],
        *leaf.co_handlers, *leaf.phrasings, *marks(leaf),
    )  # fmt: skip
    return any(asked.lower() in one.lower() for one in known)


def _read(content: bytes) -> Categories:
    """The tree of a file that was sent; raises TaxonomyError. It is read where files are read."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "categories.yaml"
        path.write_bytes(content)
        return load_categories(path)
