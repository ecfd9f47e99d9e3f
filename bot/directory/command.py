"""The `directory` command: staff are bound to their accounts at 企业微信, after it was shown who."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from sqlmodel import Session

from bot.channels.wecom.names import NAME
from bot.directory.errors import DirectoryError
from bot.directory.plan import Change, Told, changes, clashes
from bot.settings import Settings, SettingsError, load
from bot.world import NotSeededError
from storage import staff
from storage.db import Database
from storage.errors import NotFoundError
from storage.staff import StaffMember

HELP = "把办事人员和企业微信账号对上：导出表格、导入填好的表格，或直接问企业微信；不写就看看谁还没对上。"
_MOST_NAMED = 40

Lines = list[str]


def command(
    file: Annotated[
        Path | None,
        typer.Argument(help="填好的表格（.xlsx），或管理后台导出的通讯录。", dir_okay=False),
    ] = None,
    *,
    form: Annotated[
        Path | None, typer.Option("--form", help="把办事人员写成待填的表格。", dir_okay=False)
    ] = None,
    online: Annotated[
        bool, typer.Option("--online", help="按手机号、姓名和部门问企业微信。")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只看会改什么，不写入。")] = False,
) -> None:
    """Staff are known by the accounts of the table, or of the platform; or it is told who is not."""
    if sum((file is not None, form is not None, online)) > 1:
        raise SettingsError(["表格、--form、--online 一次只能用一样"])
    for line in asyncio.run(_run(load(), file, form, online=online, dry_run=dry_run)):
        typer.echo(line)


async def _run(
    settings: Settings, file: Path | None, form: Path | None, *, online: bool, dry_run: bool
) -> Lines:
    db = Database.open(settings.database_url)
    try:
        known = await db.read(list_known)
        if form is not None:
            return _written(form, known)
        if online:
            told, lines = await _asked(settings, db, known), Lines()
        elif file is not None:
            told, lines = _read(file, known)
        else:
            return [f"办事人员 {len(known)} 人。", *_unbound(known)]
        return [*lines, *await _bound(db, known, told, dry_run=dry_run)]
    finally:
        await db.close()


def list_known(session: Session) -> list[StaffMember]:
    """Everybody who holds a post. Raises NotSeededError."""
    try:
        return staff.list_staff(session, NAME)
    except NotFoundError:
        raise NotSeededError(NotSeededError.__doc__) from None


def _written(path: Path, known: Sequence[StaffMember]) -> Lines:
    try:
        # Excel is read in only where it is written: the service does without it.
        from bot.directory.table import write_form  # noqa: PLC0415 (as said)

        path.write_bytes(write_form(known))
    except OSError as error:
        raise DirectoryError([f"写不了 {path}：{error.strerror}"]) from None
    return [
        f"{len(known)} 位办事人员写进了 {path}。填好“企业微信账号”一列，再运行 gridwhistle directory {path}"
    ]


def _read(path: Path, known: Sequence[StaffMember]) -> tuple[list[Told], Lines]:
    from bot.directory.table import read_table  # noqa: PLC0415 (as above)

    table = read_table(path, known)
    if table.problems:
        raise DirectoryError([*table.problems, "改好再导入；这次什么都没有写入。"])
    others = f"表里还有 {table.others} 人不是办事人员，没有理会。" if table.others else ""
    return table.told, [others] if others else []


async def _asked(settings: Settings, db: Database, known: Sequence[StaffMember]) -> list[Told]:
    if settings.wecom is None:
        raise SettingsError(["还没有填 GRIDWHISTLE_WECOM__ 各项，不能问企业微信"])
    # It brings libraries that no other command needs.
    from bot.directory.asking import ask_platform  # noqa: PLC0415

    return await ask_platform(settings.wecom, db, known)


async def _bound(
    db: Database, known: Sequence[StaffMember], told: Sequence[Told], *, dry_run: bool
) -> Lines:
    wrong = clashes(known, told)
    if wrong:
        raise DirectoryError([*wrong, "改好再来；这次什么都没有写入。"])
    found = changes(known, told)
    if not dry_run:
        await db.tx(lambda session: write(session, found))
        known = await db.read(list_known)
    said = "以上只是看看，什么都没有写入。" if dry_run else "已写入。"
    lines = [f"会改 {len(found)} 人：" if dry_run else f"改了 {len(found)} 人："]
    lines += [one.line() for one in found]
    return [*lines, *([said] if found else []), *_unbound(known)]


def write(session: Session, found: Sequence[Change]) -> None:
    """Everybody is known as the changes say; accounts that go are free before others get them."""
    for one in found:
        if one.user_id != one.member.user_id:
            staff.unbind(session, one.member.person_id, NAME)
    session.flush()
    for one in found:
        if one.user_id and one.user_id != one.member.user_id:
            staff.bind(session, one.member.person_id, NAME, one.user_id)
        if one.phone != one.member.phone:
            staff.set_phone(session, one.member.person_id, one.phone)


def _unbound(known: Sequence[StaffMember]) -> Lines:
    left = [one for one in known if not one.user_id]
    if not left:
        return ["都有企业微信账号了。"] if known else []
    named = [f"  {one.name}（{'、'.join(one.units)}）" for one in left[:_MOST_NAMED]]
    more = [f"  ……还有 {len(left) - _MOST_NAMED} 人。"] if len(left) > _MOST_NAMED else []
    return [f"还没有企业微信账号的 {len(left)} 人：", *named, *more]
