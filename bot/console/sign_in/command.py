"""The command `admin`: somebody who may sign in at the console and open accounts for the others."""

import asyncio
import sys
from datetime import datetime
from typing import Annotated

import typer
from sqlmodel import Session, col, select

from bot.console.sign_in import entering
from bot.console.sign_in.passwords import SHORTEST, fault, hashed
from bot.settings import load
from bot.world import NotSeededError
from storage.clock import SystemClock
from storage.codes import Level, Role
from storage.db import Database
from storage.regions import directory_version, get_county
from storage.tables.person import Person, Post
from storage.tables.region import Region

HELP = "开一个管理员账号（姓名就是账号）；密码会问，也可以从标准输入给。"


_AGAIN = "再输一次"


class AccountError(Exception):
    """The account cannot be opened as asked; the message says why."""


def command(name: Annotated[str, typer.Argument(help="管理员的姓名，也是登录的账号。")]) -> None:
    """The person of this name is an administrator and can sign in with the password given."""
    kept, now = hashed(ask_password(name)), SystemClock().now()

    async def run() -> None:
        db = Database.open(load().database_url)
        try:
            await db.tx(lambda session: appoint(session, name.strip(), kept, now))
        finally:
            await db.close()

    asyncio.run(run())
    typer.echo(f"{name}可以登录控制台了，账号就是姓名。给别人开账号，请登录后到“账号”一页。")


def appoint(session: Session, name: str, kept: str, now: datetime) -> None:
    """The person is an administrator with this account; raises AccountError."""
    if directory_version(session) == 0:
        raise NotSeededError(NotSeededError.__doc__)
    county = get_county(session)
    known = [one for one in _staff(session, name) if one.county_id == county.id]
    if len(known) > 1:
        raise AccountError(f"有{len(known)}个人叫{name}，分不清是谁，请换一个账号名。")
    person = known[0] if known else _new(session, county.id or 0, name, now)
    if not _is_administrator(session, person):
        top = session.exec(select(Region.id).where(col(Region.level) == Level.COUNTY)).first()
        post = Post(county_id=county.id or 0, person_id=person.id or 0, role=Role.ADMINISTRATOR)
        post.region_id = top
        session.add(post)
        county.directory_version += 1
        session.add(county)
    entering.open_account(session, person, name, kept, now, must_change=False)


def _staff(session: Session, name: str) -> list[Person]:
    held = select(col(Post.person_id))  # whoever left may come back
    return list(
        session.exec(select(Person).where(col(Person.name) == name, col(Person.id).in_(held)))
    )


def _new(session: Session, county_id: int, name: str, now: datetime) -> Person:
    person = Person(county_id=county_id, name=name, created_at=now)
    session.add(person)
    session.flush()
    return person


def _is_administrator(session: Session, person: Person) -> bool:
    held = select(Post).where(
        col(Post.person_id) == person.id,
        col(Post.role) == Role.ADMINISTRATOR,
        col(Post.ended_at).is_(None),
    )
    return session.exec(held).first() is not None


def ask_password(name: str) -> str:
    """A password that may be used for this account; raises AccountError for one that may not."""
    if sys.stdin.isatty():
        return _asked(name)
    password = sys.stdin.readline().rstrip("\r\n")
    if wrong := fault(password, name):
        raise AccountError(wrong)
    return password


def _asked(name: str) -> str:
    """The password as it is typed in, unseen; one that will not do is told and asked for again."""
    question = f"{name}的密码（至少{SHORTEST}个字符；输的时候不显示）"
    while True:
        password = str(
            typer.prompt(question, hide_input=True, confirmation_prompt=_AGAIN, prompt_suffix="：")
        )
        wrong = fault(password, name)
        if not wrong:
            return password
        typer.echo(wrong)
