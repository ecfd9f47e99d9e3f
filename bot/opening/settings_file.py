"""The settings file `.env`: written once by `init`, read at the start of every command."""

import os
import secrets
from collections.abc import Iterator
from pathlib import Path

from bot.settings import PREFIX, SettingsError

NAME = ".env"
_SECRET_BYTES = 32


def adopt(path: Path | None = None) -> None:
    """What the file in this folder sets is set, except what the environment sets itself."""
    path = path or Path(NAME)
    if not path.is_file():
        return
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise SettingsError([f"读不了设置文件 {path.absolute()}"]) from None
    for name, value in _pairs(text):
        os.environ.setdefault(name, value)


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    """The settings of the file, without remarks and without quotation marks around a value."""
    for line in text.splitlines():
        name, is_set, value = line.partition("=")
        name, value = name.strip().removeprefix("export ").strip(), value.strip()
        if not is_set or not name.upper().startswith(PREFIX):
            continue
        if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
            value = value[1:-1]
        yield name, value


def write(path: Path, database_url: str, *, is_trial: bool) -> bool:
    """The file is there, readable by its owner only; False when it was there already."""
    text = _TEXT.format(
        database_url=database_url,
        secret=secrets.token_urlsafe(_SECRET_BYTES),
        demo="true" if is_trial else "false",
    )
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return False
    except OSError as error:
        raise SettingsError([f"写不了设置文件 {path}：{error.strerror}"]) from None
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
    return True


_TEXT = """\
# 哨到的设置，一行一项；改了要重新启动。全部设置见 README.zh-CN.md，改完运行 gridwhistle check-settings 看对不对。
# 这个文件里有密钥，不要发给别人，也不要放进版本库。

GRIDWHISTLE_DATABASE_URL={database_url}
GRIDWHISTLE_WEB__HOST=127.0.0.1
GRIDWHISTLE_WEB__PORT=8080

# 试用时写 true：有聊天页和能拨快的时钟，登录不用密码。正式用之前一定改成 false。
GRIDWHISTLE_DEMO={demo}

# 接入口的密钥（自动生成）：会话存档、短信等网关用它签名。要用接入口，去掉下一行开头的 # 和空格。
# GRIDWHISTLE_BRIDGE__SECRET={secret}

# 外网访问地址，接公众号、企业微信时要填：
# GRIDWHISTLE_WEB__PUBLIC_URL=https://wg.example.gov.cn
"""
