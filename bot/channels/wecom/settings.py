"""What an application of WeCom (企业微信自建应用) needs to be told."""

import re
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator

API_BASE = "https://qyapi.weixin.qq.com"
AUTHORIZE_BASE = "https://open.weixin.qq.com"
SCAN_BASE = "https://login.work.weixin.qq.com"


class WeComSettings(BaseModel):
    """One self-built application of one corp; its callbacks are always encrypted."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    corp_id: str = Field(description="企业ID，在管理后台“我的企业”最下面")
    agent_id: int = Field(ge=1, description="应用的 AgentId，在应用详情页")
    secret: SecretStr = Field(description="应用的 Secret，在应用详情页")
    token: SecretStr = Field(description="应用“接收消息”里的 Token")
    aes_key: SecretStr = Field(description="应用“接收消息”里的 EncodingAESKey，43位")
    customer_secret: SecretStr | None = Field(
        default=None,
        description="“客户联系”的 Secret，填了就能给客户群发通知（群发任务，由网格员点发送）",
    )
    api_base: str = Field(default=API_BASE, description="企业微信接口地址，一般不用改")
    authorize_base: str = Field(
        default=AUTHORIZE_BASE, description="企业微信里登录控制台的授权页，一般不用改"
    )
    scan_base: str = Field(default=SCAN_BASE, description="浏览器里登录控制台的扫码页，一般不用改")

    @field_validator("corp_id")
    @classmethod
    def _an_id(cls, value: str) -> str:
        if not re.fullmatch(r"[0-9A-Za-z_-]{1,64}", value):
            raise ValueError("企业ID 只能是字母和数字，请到管理后台“我的企业”复制")
        return value

    @field_validator("secret", "customer_secret")
    @classmethod
    def _a_secret(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not re.fullmatch(r"[\x21-\x7e]+", value.get_secret_value()):
            raise ValueError("Secret 不能是空的，也不能有空格，请到应用详情页查看后复制")
        return value

    @field_validator("token")
    @classmethod
    def _a_token(cls, value: SecretStr) -> SecretStr:
        if not re.fullmatch(r"[0-9A-Za-z]{1,32}", value.get_secret_value()):
            raise ValueError("Token 要填32位以内的字母或数字，和应用“接收消息”里填的一样")
        return value

    @field_validator("aes_key")
    @classmethod
    def _a_key(cls, value: SecretStr) -> SecretStr:
        if not re.fullmatch(r"[0-9A-Za-z]{43}", value.get_secret_value()):
            raise ValueError("EncodingAESKey 要填43位字母或数字，请到应用“接收消息”里复制")
        return value

    @field_validator("api_base", "authorize_base", "scan_base")
    @classmethod
    def _an_address(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query:
            raise ValueError(f"接口地址要以 https:// 开头，如 {API_BASE}")
        return value.rstrip("/")
