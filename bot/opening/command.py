"""The command `init`: from an empty folder to a county whose administrator can sign in."""

import asyncio
import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from sqlmodel import Session

from bot.console.sign_in.command import appoint, ask_password
from bot.console.sign_in.passwords import hashed
from bot.opening import settings_file
from bot.settings import Settings, SettingsError, load
from handlers.understanding.tree import load_categories
from storage import migrate
from storage.clock import SystemClock
from storage.codes import Level
from storage.county.parts import CODE
from storage.county.seed import seed
from storage.county.values import CountyEntry, CountyFile, RegionEntry
from storage.db import Database
from storage.regions import directory_version, get_county

HELP = "从零开始：写设置文件、建库、建一个空的县、开第一个管理员账号；加 --template 只写名册模板。"
_NEXT = (
    "",
    "接下来：",
    "  1. 运行 gridwhistle serve",
    "  2. 浏览器打开 http://127.0.0.1:8080/console/，用{admin}和刚才的密码登录",
    "  3. 照“开张”一页一步步做：导入名册、开账号、接渠道、发一条试试",
)


def command(
    *,
    county: Annotated[str, typer.Option("--county", help="县（市、区）的名称，如 青河县。")] = "",
    admin: Annotated[str, typer.Option("--admin", help="第一个管理员的姓名，也是登录账号。")] = "",
    code: Annotated[str, typer.Option("--code", help="县的代码：字母和数字。")] = "C1",
    database_url: Annotated[
        str, typer.Option("--database-url", help="数据库地址；不写就用本机的 SQLite 文件。")
    ] = "",
    trial: Annotated[
        bool | None,
        typer.Option("--trial/--live", help="试用（有聊天页，登录不用密码），或直接正式用。"),
    ] = None,
    template: Annotated[
        Path | None, typer.Option("--template", help="只把名册模板写到这个文件。", dir_okay=False)
    ] = None,
) -> None:
    """The county is there, empty, and its administrator can sign in; or only the template is written."""
    if template is not None:
        _write_template(template)
        return
    county = county.strip() or _ask("县（市、区）的名称")
    admin = admin.strip() or _ask("第一个管理员的姓名")
    if not CODE.fullmatch(code):
        raise SettingsError([f"代码“{code}”只能用字母、数字、- 和 _"])
    is_trial = _is_trial() if trial is None else trial
    kept = hashed(ask_password(admin))
    settings = _settings(database_url, is_trial=is_trial)
    migrate.upgrade(settings.database_url)
    typer.echo("建好了表。")
    file = empty_county(code, county)
    now = SystemClock().now()
    for line in asyncio.run(_begin(settings, file, (admin, kept, now))):
        typer.echo(line)
    for line in _NEXT:
        typer.echo(line.format(admin=admin))


def _settings(database_url: str, *, is_trial: bool) -> Settings:
    """The settings, with the file written when there was none."""
    path = Path(settings_file.NAME)
    url = database_url or Settings.model_fields["database_url"].default
    if settings_file.write(path, url, is_trial=is_trial):
        typer.echo(f"写好了设置文件 {path.absolute()}，只有您能读；里面有密钥，请收好。")
    else:
        typer.echo(f"已有设置文件 {path.absolute()}，没有改动，照它来。")
    settings_file.adopt(path)
    return load(**({"database_url": database_url} if database_url else {}))


def empty_county(code: str, name: str) -> CountyFile:
    """A county with nothing in it but its own region."""
    county = CountyEntry(code, name, f"{name}社会治理综合服务中心")
    return CountyFile("init", county, regions=(RegionEntry(code, Level.COUNTY, name),))


async def _begin(
    settings: Settings, file: CountyFile, admin: tuple[str, str, datetime]
) -> tuple[str, ...]:
    db = Database.open(settings.database_url)
    try:
        return await db.tx(lambda session: begin(session, file, *admin))
    finally:
        await db.close()


def begin(
    session: Session, file: CountyFile, name: str, kept: str, now: datetime
) -> tuple[str, ...]:
    """The county is there and the person is its administrator; a county that was there stays."""
    if directory_version(session):
        there = get_county(session).name
        said = f"数据库里已经有{there}，没有另建；{name}是它的管理员。"
    else:
        seed(session, file, now=now)
        said = f"建好了{file.county.name}，现在还是空的；{name}是它的管理员。"
    appoint(session, name, kept, now)
    return (said,)


def _ask(what: str) -> str:
    if not sys.stdin.isatty():
        raise SettingsError([f"没有写{what}。请加选项，见 gridwhistle init --help"])
    return str(typer.prompt(what, prompt_suffix="：")).strip()


def _is_trial() -> bool:
    if not sys.stdin.isatty():
        return False
    return typer.confirm("先试用吗？（有聊天页，登录不用密码，只在这台机器上打得开）", default=True)


def _write_template(path: Path) -> None:
    # Excel's library is read in only where it is written.
    from bot.roster.writing import template  # noqa: PLC0415 (as said)

    try:
        path.write_bytes(template(load_categories(None)))
    except OSError as error:
        raise SettingsError([f"写不了 {path}：{error.strerror}"]) from None
    typer.echo(f"名册模板写到了 {path}。填好以后到控制台“名册”的“导入导出”里导入。")
