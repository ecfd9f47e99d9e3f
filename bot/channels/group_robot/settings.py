"""Which staff groups have a robot (群机器人): a file of names and addresses, as they are copied."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import yaml
from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator

_SEND = "/cgi-bin/webhook/send"


@dataclass(frozen=True)
class Robot:
    """Where a robot is called, and the key that is its whole secret."""

    base: str
    key: SecretStr


class GroupRobotsSettings(BaseModel):
    """The robots of this county."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    file: Path = Field(description="群机器人清单文件，一行一个工作群和它的Webhook地址")

    @field_validator("file")
    @classmethod
    def _readable(cls, path: Path) -> Path:
        read_robots(path)
        return path

    @property
    def robots(self) -> dict[str, Robot]:
        """The robots by the names of their groups."""
        return read_robots(self.file)


def read_robots(path: Path) -> dict[str, Robot]:
    """The robots of the file; raises ValueError naming every line that cannot be, never its key."""
    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8-sig")) or {}
    except OSError as error:
        raise ValueError(f"读不了 {path}：{error.strerror}") from None
    except (UnicodeDecodeError, yaml.YAMLError):
        raise ValueError(
            f"{path} 读不懂：要用 UTF-8 写，一行一个群名和它的Webhook地址，中间用半角冒号和空格隔开"
        ) from None
    listed = found.items() if isinstance(found, dict) else [(path.name, found)]
    read = {str(name): _robot(str(address)) for name, address in listed}
    robots = {name: robot for name, robot in read.items() if robot is not None}
    if wrong := "、".join(name for name in read if name not in robots):
        raise ValueError(f"{path} 里这些群的 Webhook 地址不对，请从群机器人那里重新复制：{wrong}")
    return robots


def _robot(address: str) -> Robot | None:
    parts = urlsplit(address.strip())
    keys = parse_qs(parts.query).get("key", [])
    is_ours = parts.scheme in {"http", "https"} and parts.hostname and parts.path.endswith(_SEND)
    if not is_ours or len(keys) != 1 or not keys[0].isascii():
        return None
    path = parts.path.removesuffix(_SEND)
    return Robot(f"{parts.scheme}://{parts.netloc}{path}", SecretStr(keys[0]))
