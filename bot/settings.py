"""Every setting, typed, read once at the start and passed on as a value."""

import json
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, is_dataclass
from dataclasses import fields as dataclass_fields
from datetime import time, timedelta
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, get_args

from pydantic import (
    BaseModel,
    BeforeValidator,
    Field,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.channels.bridge.settings import BridgeSettings
from bot.channels.group_robot.settings import GroupRobotsSettings
from bot.channels.language_model.settings import LanguageModelSettings
from bot.channels.official_account.settings import OfficialAccountSettings
from bot.channels.wecom.settings import WeComSettings
from bot.channels.wecom_aibot.settings import WecomAibotSettings
from bot.channels.wecom_kf.settings import WecomKfSettings
from bot.letters_settings import LettersSettings
from bot.policy_words import POLICY_WORDS
from bot.service_settings import LogFormat, LogLevel, LogSettings, WebSettings
from handlers.policy import Policy

__all__ = ["LogFormat", "LogLevel", "LogSettings", "Settings", "WebSettings", "load", "variables"]

PREFIX = "GRIDWHISTLE_"


def _spelled_out(value: object) -> object:
    """Bare numbers of seconds and JSON lists, as environment variables carry them."""
    if not isinstance(value, Mapping):
        return value
    return {name: _plain(one) for name, one in value.items()}


def _plain(value: object) -> object:
    if isinstance(value, str) and re.fullmatch(r"\d+(\.\d+)?", value):
        return float(value)
    if isinstance(value, str) and value.lstrip().startswith("["):
        return json.loads(value)
    return value


class Settings(BaseSettings):
    """The whole configuration of one process. Frozen: what is true at the start stays true."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_nested_delimiter="__", frozen=True, extra="forbid"
    )

    database_url: str = Field(
        default="sqlite:///./var/gridwhistle.db",
        description="数据库：sqlite:///路径 或 postgresql://用户:密码@主机/库",
    )
    web: WebSettings = WebSettings()
    official_account: OfficialAccountSettings | None = None
    wecom: WeComSettings | None = None
    wecom_kf: WecomKfSettings | None = None
    wecom_aibot: WecomAibotSettings | None = None
    group_robots: GroupRobotsSettings | None = None
    language_model: LanguageModelSettings | None = None
    bridge: BridgeSettings | None = None
    demo: bool = Field(default=False, description="打开聊天页和可拨快的时钟（正式运行时不要打开）")
    media_dir: Path = Field(default=Path("var/media"), description="图片、语音存放的目录")
    sms_file: Path = Field(
        default=Path("var/sms.jsonl"),
        description="要发的回访短信写到这个文件，由本县的短信网关取走",
    )
    taxonomy_file: Path | None = Field(default=None, description="本县自己的事项分类文件")
    texts_file: Path | None = Field(default=None, description="本县自己的话术文件，只写要改的话")
    model_file: Path | None = Field(
        default=None, description="本县训练的分类模型（gridwhistle train 写的），不填就用自带的"
    )
    letters: LettersSettings = LettersSettings()
    log: LogSettings = LogSettings()
    policy: Annotated[Policy, BeforeValidator(_spelled_out)] = Policy()

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, url: str) -> str:
        if not re.match(r"(sqlite|postgresql)(\+\w+)?://", url):
            raise ValueError("只支持 sqlite:/// 和 postgresql:// 开头的地址")
        return url

    @field_validator("taxonomy_file", "texts_file", "model_file")
    @classmethod
    def _present(cls, path: Path | None) -> Path | None:
        if path is not None and not path.is_file():
            raise ValueError(f"找不到文件 {path}")
        return path

    @field_validator("wecom_kf")
    @classmethod
    def _in_a_corporation(
        cls, kf: WecomKfSettings | None, info: ValidationInfo
    ) -> WecomKfSettings | None:
        if kf is not None and info.data.get("wecom", ...) is None:
            raise ValueError("微信客服要经过企业微信，还要填 GRIDWHISTLE_WECOM__ 各项")
        return kf

    @field_validator("policy")
    @classmethod
    def _somebody_to_ask(cls, policy: Policy, info: ValidationInfo) -> Policy:
        # A model that is set wrongly is complained of by itself and is missing from the data.
        if policy.asks_language_model and info.data.get("language_model", ...) is None:
            raise ValueError("打开了 ASKS_LANGUAGE_MODEL，还要填 GRIDWHISTLE_LANGUAGE_MODEL__ 各项")
        return policy


@dataclass(frozen=True)
class Variable:
    """One environment variable that is understood."""

    name: str
    description: str
    default: str


class SettingsError(Exception):
    """The environment cannot be used as it is; `problems` says in Chinese everything wrong."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def load(**given: object) -> Settings:
    """The settings of the environment, `given` first; raises SettingsError naming every fault."""
    problems = _unknown(os.environ)
    try:
        settings = Settings(**given)  # type: ignore[arg-type]
    except ValidationError as error:
        # An unknown name is among the problems already, with the nearest known one.
        faults = [one for one in error.errors() if one["type"] != "extra_forbidden"]
        problems += [_explained(one) for one in faults]
    except ValueError as error:  # pydantic-settings: a nested value that is not JSON
        problems.append(f"环境变量读不懂：{error}")
    else:
        if not problems:
            return settings
    raise SettingsError(list(dict.fromkeys(problems)))


def variables() -> tuple[Variable, ...]:
    """Every environment variable there is, in the order of the classes."""
    return tuple(_walk(Settings, PREFIX))


def _walk(model: type[BaseModel], prefix: str) -> Iterator[Variable]:
    for name, info in model.model_fields.items():
        variable = f"{prefix}{name}".upper()
        inner = _nested(info.annotation)
        if inner is not None and issubclass(inner, BaseModel):
            yield from _walk(inner, f"{variable}__")
        elif inner is not None:
            yield from _rules(f"{variable}__")
        else:
            default = "" if info.is_required() or info.default is None else str(info.default)
            yield Variable(variable, info.description or "", default)


def _rules(prefix: str) -> Iterator[Variable]:
    for rule in dataclass_fields(Policy):
        name = f"{prefix}{rule.name}".upper()
        yield Variable(name, POLICY_WORDS.get(rule.name, ""), _written(rule.default))


def _written(value: object) -> str:
    """A default the way it is written into a variable."""
    if isinstance(value, timedelta):
        return f"{value.total_seconds():.0f}"
    if isinstance(value, tuple):
        return f"[{','.join(_written(one) for one in value)}]"
    return value.strftime("%H:%M") if isinstance(value, time) else str(value)


def _nested(annotation: object) -> type | None:
    candidates = get_args(annotation) or (annotation,)
    return next(
        (
            one
            for one in candidates
            if isinstance(one, type) and (issubclass(one, BaseModel) or is_dataclass(one))
        ),
        None,
    )


def _unknown(environment: Mapping[str, str]) -> list[str]:
    known = [one.name for one in variables()]
    return [
        f"不认识环境变量 {name}{_hint(name, known)}"
        for name in sorted(environment)
        if name.upper().startswith(PREFIX) and name.upper() not in known
    ]


def _hint(name: str, known: list[str]) -> str:
    own = {one.removeprefix(PREFIX): one for one in known}
    near = get_close_matches(name.upper().removeprefix(PREFIX), own, n=1, cutoff=0.5)
    return f"，是不是想写 {own[near[0]]}？" if near else ""


_MEANINGS = {
    "missing": "没有填写",
    "int_parsing": "要填整数",
    "bool_parsing": "要填 true 或 false",
    "float_parsing": "要填数字",
    "time_parsing": "要填时刻，如 21:00",
    "time_delta_parsing": "要填时长，如 30（秒）或 PT30S",
    "extra_forbidden": "没有这一项设置",
    "path_type": "要填路径",
}
_BOUNDS = {
    "greater_than_equal": ("ge", "不能小于"),
    "less_than_equal": ("le", "不能大于"),
    "enum": ("expected", "只能是"),
    "literal_error": ("expected", "只能是"),
    "string_too_short": ("min_length", "太短，至少要有的字符数："),
    "string_too_long": ("max_length", "太长，最多的字符数："),
}


def _explained(error: ErrorDetails) -> str:
    name = PREFIX + "__".join(str(part) for part in error["loc"]).upper()
    context = error.get("ctx", {})
    if error["type"] in _BOUNDS:
        key, words = _BOUNDS[error["type"]]
        return f"{name}:{words} {str(context.get(key)).replace(' or ', ' 或 ')}"
    if error["type"] == "value_error":
        return f"{name}:{context.get('error')}"
    return f"{name}:{_MEANINGS.get(error['type'], '填得不对')}"
