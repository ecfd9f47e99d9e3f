"""What can be wrong with the database, told so that somebody can put it right."""

import sqlite3
from enum import StrEnum

from sqlalchemy.exc import DBAPIError, OperationalError


class Trouble(StrEnum):
    """What is wrong with the database."""

    ADDRESS = "address"
    MISSING = "missing"
    UNREACHABLE = "unreachable"
    LOCKED = "locked"
    FULL = "full"
    READ_ONLY = "read_only"
    CORRUPT = "corrupt"
    NOT_MIGRATED = "not_migrated"
    TOO_OLD = "too_old"
    TOO_NEW = "too_new"
    UNRELEASED = "unreleased"


ADVICE = {
    Trouble.ADDRESS: "数据库地址不对。请检查 GRIDWHISTLE_DATABASE_URL：SQLite 写作"
    " sqlite:///文件路径，PostgreSQL 写作 postgresql://用户:密码@主机/库名。",
    Trouble.MISSING: "找不到数据库。请检查 GRIDWHISTLE_DATABASE_URL 指的文件或库是否还在；"
    "第一次使用，请先运行 gridwhistle migrate。放回原处后会自动恢复。",
    Trouble.UNREACHABLE: "连不上数据库。请检查 GRIDWHISTLE_DATABASE_URL 里的主机、端口、用户和密码，"
    "看看数据库服务或磁盘是否正常。恢复后会自动接上，不用重启。",
    Trouble.LOCKED: "数据库正被别的程序占着，等了一会儿还没轮到。请关掉正在占用它的备份或命令行工具；"
    "放开后会自动恢复，不用重启。",
    Trouble.FULL: "磁盘满了，新内容写不进数据库。请在数据库所在的磁盘上腾出空间，腾出后会自动恢复。",
    Trouble.READ_ONLY: "数据库只能读，不能写。请检查数据库文件和所在文件夹的写权限，"
    "以及 GRIDWHISTLE_DATABASE_URL 指的是不是只读的备库。改好后会自动恢复。",
    Trouble.CORRUPT: "数据库内容已损坏。请先停止服务，把现有文件另存一份，再用最近一次备份恢复。",
    Trouble.NOT_MIGRATED: "数据库里的表不全。请先运行 gridwhistle migrate。",
    Trouble.TOO_OLD: "数据库软件的版本太旧：SQLite 至少要 3.35，PostgreSQL 至少要 15。请升级后再启动。",
    Trouble.UNRELEASED: "这个数据库是正式发布以前的另一个版本建的，表已经不一样了。只是试用的，把 var 文件夹改个名再运行一次；里面有要紧事的，请用原来的版本打开。",
    Trouble.TOO_NEW: "这个数据库已经被更新版本的程序升级过。请改用新版本的程序，或恢复升级前的备份。",
}


class DatabaseUnavailableError(Exception):
    """The database cannot be used now; `kind` says why and the message says what to do."""

    def __init__(self, kind: Trouble, where: str = "") -> None:
        super().__init__(ADVICE[kind] + (f"({where})" if where else ""))
        self.kind = kind
        self.where = where


SQLITE_TROUBLES = {
    sqlite3.SQLITE_READONLY_DBMOVED: Trouble.MISSING,
    sqlite3.SQLITE_BUSY: Trouble.LOCKED,
    sqlite3.SQLITE_LOCKED: Trouble.LOCKED,
    sqlite3.SQLITE_PROTOCOL: Trouble.LOCKED,
    sqlite3.SQLITE_FULL: Trouble.FULL,
    sqlite3.SQLITE_READONLY: Trouble.READ_ONLY,
    sqlite3.SQLITE_PERM: Trouble.READ_ONLY,
    sqlite3.SQLITE_CANTOPEN: Trouble.UNREACHABLE,
    sqlite3.SQLITE_IOERR: Trouble.UNREACHABLE,
    sqlite3.SQLITE_CORRUPT: Trouble.CORRUPT,
    sqlite3.SQLITE_NOTADB: Trouble.CORRUPT,
}

# Whole SQLSTATE codes first, then their two-letter classes.
POSTGRES_TROUBLES = {
    "3D000": Trouble.MISSING,
    "42P01": Trouble.NOT_MIGRATED,
    "42703": Trouble.NOT_MIGRATED,
    "42501": Trouble.READ_ONLY,
    "25006": Trouble.READ_ONLY,
    "55P03": Trouble.LOCKED,
    "40001": Trouble.LOCKED,
    "40P01": Trouble.LOCKED,
    "53100": Trouble.FULL,
    "XX001": Trouble.CORRUPT,
    "XX002": Trouble.CORRUPT,
    "08": Trouble.UNREACHABLE,
    "25P03": Trouble.UNREACHABLE,
    "28": Trouble.UNREACHABLE,
    "53": Trouble.UNREACHABLE,
    "57": Trouble.UNREACHABLE,
    "58": Trouble.UNREACHABLE,
}


def trouble_of(error: BaseException) -> Trouble | None:
    """What is wrong with the database, or None when the fault is in the statement."""
    if isinstance(error, DatabaseUnavailableError):
        return error.kind
    if not isinstance(error, DBAPIError):
        return None
    if isinstance(error.orig, sqlite3.Error):
        return _sqlite_trouble(error.orig)
    gone = error.connection_invalidated or isinstance(error, OperationalError)
    return _postgres_trouble(getattr(error.orig, "sqlstate", None) or "", gone=gone)


def _sqlite_trouble(error: sqlite3.Error) -> Trouble | None:
    code = getattr(error, "sqlite_errorcode", 0)
    if code == sqlite3.SQLITE_ERROR and "no such table" in str(error):
        return Trouble.NOT_MIGRATED
    return SQLITE_TROUBLES.get(code) or SQLITE_TROUBLES.get(code & 0xFF)


def _postgres_trouble(sqlstate: str, *, gone: bool) -> Trouble | None:
    found = POSTGRES_TROUBLES.get(sqlstate) or POSTGRES_TROUBLES.get(sqlstate[:2])
    return found or (Trouble.UNREACHABLE if gone else None)


def told(error: BaseException, where: str = "") -> BaseException:
    """A DatabaseUnavailableError when the database is at fault, else `error` itself."""
    kind = trouble_of(error)
    if kind is None or isinstance(error, DatabaseUnavailableError):
        return error
    unavailable = DatabaseUnavailableError(kind, where)
    unavailable.__cause__ = error
    return unavailable
