"""Every command of `gridwhistle`."""

import asyncio
import os
import sys
import tempfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from sqlmodel import Session

from bot import calendar, checking, figures, rates, serving
from bot import classify as classifying
from bot import compare as comparing
from bot.boundaries import command as boundaries
from bot.boundaries.errors import BoundariesError
from bot.console.sign_in import command as admin
from bot.directory import command as directory
from bot.directory.errors import DirectoryError
from bot.logs import configure
from bot.old_ledgers import command as old_ledgers
from bot.opening import command as opening
from bot.papers import codes
from bot.papers import commands as papers
from bot.papers.errors import PaperError, TemplateError
from bot.replay.run import Rules
from bot.replay.run import replay as play
from bot.replay.stage import doubts
from bot.replay.transcript import TranscriptError, parse_file
from bot.settings import LogFormat, LogLevel, LogSettings, Settings, SettingsError, load
from bot.simulation import command as simulation
from bot.training import commands as training
from bot.training.faults import TrainingError
from bot.training.store import in_use
from bot.world import NotSeededError
from handlers.policy import Policy
from handlers.understanding.model.linear import LinearModel
from handlers.understanding.tree import load_categories
from storage import migrate as migrations
from storage.calendar.file import CalendarFileError
from storage.clock import SystemClock
from storage.county.file import CountyFileError, demo_county_file, load_county_file
from storage.county.seed import seed as write_county
from storage.db import Database
from storage.purge import purge_chat
from storage.regions import directory_version, get_county

USER_ERRORS = (
    *serving.USER_ERRORS,
    CountyFileError,
    CalendarFileError,
    TranscriptError,
    TrainingError,
    rates.RatesError,
    PaperError,
    TemplateError,
    admin.AccountError,
    DirectoryError,
    old_ledgers.OldLedgerError,
    BoundariesError,
)

cli = typer.Typer(
    name="gridwhistle",
    help="哨到：听群里的诉求，登记、派单、吹哨、催办、回访。",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

Taxonomy = Annotated[
    Path | None, typer.Option("--taxonomy", help="事项分类文件；不写就用自带的。", dir_okay=False)
]


@cli.command(help="试一试：建库、写入青河县、打开聊天页，一步到位。")
def demo() -> None:
    """The demo county is served on this machine, with a clock that can be moved."""
    settings = load(demo=True)
    if "GRIDWHISTLE_LOG__LEVEL" not in os.environ:
        quiet = LogSettings(level=LogLevel.WARNING, format=LogFormat.PRETTY)
        settings = settings.model_copy(update={"log": quiet})
    _say("① 准备数据库……")
    migrations.upgrade(settings.database_url)
    _say("② 准备青河县……")
    _say(*asyncio.run(_seed(settings, None)))
    _say("③ 启动……")
    serving.run(settings, _announce_demo)


@cli.command(help="运行服务：接消息、办事、催办、回访。")
def serve() -> None:
    """The service runs until it is told to stop."""
    serving.serve()


@cli.command(help="建立或升级数据库里的表。")
def migrate() -> None:
    """The database has this version's tables."""
    revision = migrations.upgrade(load().database_url)
    _say(f"数据库已是最新版本（{revision}）。")


@cli.command(help="写入一个县的网格、部门、人员和群；不写文件就写入演示用的青河县。")
def seed(
    file: Annotated[Path | None, typer.Argument(help="县情文件（YAML）。", dir_okay=False)] = None,
    *,
    demo_county: Annotated[
        bool, typer.Option("--demo", help="写入演示用的青河县（不写文件时就是它）。")
    ] = False,
) -> None:
    """The county of the file is in the database."""
    if file is not None and demo_county:
        raise SettingsError(["要么给县情文件，要么用 --demo，不能两样都要"])
    _say(*asyncio.run(_seed(load(), file)))


@cli.command(help="把聊天记录文件从头演一遍，写出每段记录办成了什么。")
def replay(
    file: Annotated[Path, typer.Argument(help="聊天记录文件（YAML）。", dir_okay=False)],
    json_out: Annotated[
        Path, typer.Option("--json", help="结果写到这个文件，一行一段记录。", dir_okay=False)
    ],
    taxonomy: Taxonomy = None,
    *,
    strict: Annotated[
        bool, typer.Option("--strict", help="有消息没能处理时，以出错结束。")
    ] = False,
) -> None:
    """The records of the file were played; what became of each is a line of the output."""
    configure(LogSettings(level=LogLevel.ERROR, format=LogFormat.PRETTY))
    record = parse_file(file)
    _say(*doubts(record), to_stderr=True)
    rules = Rules(load_categories(taxonomy), Policy())
    unhandled: list[str] = []
    with (
        typer.progressbar(length=len(record.transcripts), label="回放", file=sys.stderr) as bar,
        tempfile.TemporaryDirectory(prefix="gridwhistle-") as folder,
    ):

        def hear(name: str, found: Mapping[str, Any]) -> None:
            unhandled.extend(f"{name} 第 {n} 条" for n in found.get("unhandled", ()))
            bar.update(1)

        asyncio.run(play(record, _writable(json_out), Path(folder), rules, hear))
    _say(f"{len(record.transcripts)} 段记录已回放，结果在 {json_out}。", to_stderr=True)
    if unhandled:
        _say(f"没能处理的消息：{'、'.join(unhandled)}", to_stderr=True)
        raise typer.Exit(1 if strict else 0)


@cli.command(help="给每句话判断：是不是诉求、哪一类、多急。读标准输入，写标准输出，一行一个 JSON。")
def classify(
    taxonomy: Taxonomy = None,
    model: Annotated[
        Path | None, typer.Option("--model", help="只用这个模型来判断；答案在 label 里。")
    ] = None,
) -> None:
    """Each JSON line of the standard input is answered by one on the standard output."""
    asked = None if model is None else LinearModel.load(in_use(model))
    tree = load_categories(taxonomy)
    bad = classifying.run(sys.stdin, sys.stdout, categories=tree, model=asked)
    raise typer.Exit(1 if bad else 0)


cli.command(help="用标好类别的话训练模型；比在用的更好才启用。要先装 scikit-learn。")(
    training.train
)
cli.command(help="看看程序（或一个模型）对没学过的话能判断对多少。")(training.evaluate)


@cli.command(
    help="看两段话是不是同一件事。读标准输入，一行一个 {id, a, b}；写标准输出，一行一个 JSON。"
)
def compare(taxonomy: Taxonomy = None) -> None:
    """Each pair of the standard input is answered by one line on the standard output."""
    bad = comparing.run(sys.stdin, sys.stdout, categories=load_categories(taxonomy))
    raise typer.Exit(1 if bad else 0)


cli.command(help="把一份函件写成 Word 文件，如：gridwhistle letter 督办单3号 --out 督办单.docx")(
    papers.letter
)
cli.command(help="把事项台账写成 Excel 文件；保密事项只给有权看的人，也不写内容。")(papers.ledger)
cli.command("ledger-import", help=old_ledgers.HELP)(old_ledgers.command)
cli.command(help="写出一个月的书面报告（Markdown 或 Word）。")(papers.monthly)
cli.command("qr", help=codes.HELP)(codes.qr)
cli.command("calendar", help=calendar.HELP)(calendar.command)
cli.command("rates", help=rates.HELP)(rates.command)
cli.command("init", help=opening.HELP)(opening.command)
cli.command("admin", help=admin.HELP)(admin.command)
cli.command("directory", help=directory.HELP)(directory.command)
cli.command("boundaries", help=boundaries.HELP)(boundaries.command)


cli.command("simulate", help="在青河县演一年：真收真办，时钟跳着走，最后逐项核对。")(
    simulation.command
)


cli.command("figures", help=figures.HELP)(figures.command)


cli.command("check-settings", help=checking.HELP)(checking.check_settings)


@cli.command(help="删掉过期的闲聊（平时服务自己会删）。")
def purge() -> None:
    """Chatter older than the policy keeps is gone."""
    settings = load()

    async def run() -> int:
        db = Database.open(settings.database_url)
        try:
            until = SystemClock().now() - settings.policy.chat_kept
            return await db.tx(lambda session: _purge(session, until))
        finally:
            await db.close()

    _say(f"删掉了 {asyncio.run(run())} 条闲聊。")


def _purge(session: Session, until: datetime) -> int:
    if directory_version(session) == 0:
        raise NotSeededError(NotSeededError.__doc__)
    return purge_chat(session, get_county(session).id or 0, until)


async def _seed(settings: Settings, file: Path | None) -> tuple[str, ...]:
    leaves = load_categories(settings.taxonomy_file).leaves
    county = demo_county_file(leaves) if file is None else load_county_file(file, leaves)
    db = Database.open(settings.database_url)
    try:
        report = await db.tx(lambda session: write_county(session, county))
    finally:
        await db.close()
    return report.lines()


def _announce_demo(address: str) -> None:
    line = "═" * 46
    _say("", line, "  哨到已经开张，请用浏览器打开：", "", f"      {address}", "")
    _say("  按 Ctrl+C 关闭；聊天和案件留在 var 文件夹里。", line, "")


def _writable(path: Path) -> Path:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    except OSError as error:
        raise TranscriptError([f"写不了结果文件 {path}：{error.strerror}"]) from None
    return path


def _say(*lines: str, to_stderr: bool = False) -> None:
    for line in lines:
        typer.echo(line, err=to_stderr)


def main() -> None:
    """Run the command line; what the user can put right is said in Chinese and ends with 2."""
    serving.ended_in_order(cli, USER_ERRORS)
