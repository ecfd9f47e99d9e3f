"""What the bridge needs to be told."""

from typing import Annotated
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator

_SHORTEST = 16


class BridgeSettings(BaseModel):
    """One secret for both ways. Without `out_url` the bridge hears and cannot speak."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    secret: Annotated[SecretStr, Field(description="接入口的密钥，至少16位，和对方网关里填的一样")]
    out_url: str | None = Field(
        default=None, description="要说的话送到哪里（对方网关的地址）；不填就只听不说"
    )

    @field_validator("secret")
    @classmethod
    def _long_enough(cls, value: SecretStr) -> SecretStr:
        if len(value.get_secret_value()) < _SHORTEST:
            raise ValueError(f"接入口的密钥至少要{_SHORTEST}位")
        return value

    @field_validator("out_url")
    @classmethod
    def _an_address(cls, value: str | None) -> str | None:
        if value is None:
            return None
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError("对方网关的地址要以 https:// 开头")
        return value
