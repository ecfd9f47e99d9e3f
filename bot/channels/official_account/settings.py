"""What an official account (公众号) needs to be told."""

import re
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator

API_BASE = "https://api.weixin.qq.com"


class OfficialAccountSettings(BaseModel):
    """One official account. Without `aes_key` its callbacks come in clear text (明文模式)."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    app_id: str = Field(description="公众号的 AppID")
    app_secret: SecretStr = Field(description="公众号的 AppSecret")
    token: SecretStr = Field(description="公众号后台“服务器配置”里的 Token")
    aes_key: SecretStr | None = Field(
        default=None,
        description="公众号后台的 EncodingAESKey，43位；安全模式必填，明文模式不写这一项",
    )
    api_base: str = Field(default=API_BASE, description="公众号接口地址，一般不用改")

    @field_validator("app_id")
    @classmethod
    def _an_id(cls, value: str) -> str:
        if not re.fullmatch(r"[0-9A-Za-z_-]{1,64}", value):
            raise ValueError("AppID 只能是字母和数字，请到公众号后台“基本配置”复制")
        return value

    @field_validator("app_secret")
    @classmethod
    def _a_secret(cls, value: SecretStr) -> SecretStr:
        if not re.fullmatch(r"[\x21-\x7e]+", value.get_secret_value()):
            raise ValueError("AppSecret 不能是空的，也不能有空格，请到公众号后台“基本配置”复制")
        return value

    @field_validator("token")
    @classmethod
    def _a_token(cls, value: SecretStr) -> SecretStr:
        if not re.fullmatch(r"[0-9A-Za-z]{3,32}", value.get_secret_value()):
            raise ValueError("Token 要填3到32位字母或数字，和公众号后台填的一样")
        return value

    @field_validator("aes_key")
    @classmethod
    def _a_key(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not re.fullmatch(r"[0-9A-Za-z]{43}", value.get_secret_value()):
            raise ValueError(
                "EncodingAESKey 要填43位字母或数字，请到公众号后台复制；明文模式不要写这一项"
            )
        return value

    @field_validator("api_base")
    @classmethod
    def _an_address(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query:
            raise ValueError(f"接口地址要以 https:// 开头，如 {API_BASE}")
        return value.rstrip("/")
