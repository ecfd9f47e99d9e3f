"""The command `check-settings`: what the settings say, and whether the channels work."""

import asyncio
import os
from typing import Annotated

import typer

from bot.own_texts import load_own_texts
from bot.papers import commands as papers
from bot.settings import Settings, load, variables
from handlers.understanding.tree import load_categories

HELP = "检查环境变量，列出每一项现在的值；接好的渠道逐个试一试。"


def check_settings(
    *,
    offline: Annotated[
        bool, typer.Option("--offline", help="不连平台和网关，只看填得对不对。")
    ] = False,
) -> None:
    """The settings are fine and the channels work, or everything wrong with them is listed."""
    settings = load()
    load_categories(settings.taxonomy_file)
    load_own_texts(settings.texts_file)
    papers.check_forms(settings)
    for one in variables():
        given = "已设置" if one.name in os.environ else f"默认 {one.default or '无'}"
        typer.echo(f"{one.name:<46} {given}  {one.description}")
    if not offline:
        _try_channels(settings)
    typer.echo("设置没有问题。")


def _try_channels(settings: Settings) -> None:
    served = (settings.official_account, settings.wecom, settings.wecom_aibot)
    if not any((*served, settings.group_robots, settings.bridge)):
        return
    from bot.trying import try_all  # noqa: PLC0415 (it brings 15 MB of libraries)

    found = asyncio.run(try_all(settings))
    for one in found:
        typer.echo(str(one))
    if any(one.problems for one in found):
        raise typer.Exit(1)
