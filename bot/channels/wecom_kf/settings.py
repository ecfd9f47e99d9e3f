"""What a customer-service account (微信客服) needs to be told."""

import re

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator


class WecomKfSettings(BaseModel):
    """One customer-service account; whose corporation it is stands in the settings of 企业微信."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    secret: SecretStr = Field(description="微信客服的 Secret（企业微信管理后台“微信客服 → API”）")
    token: SecretStr = Field(description="微信客服“API”页“回调配置”里的 Token")
    aes_key: SecretStr = Field(description="同一页上的 EncodingAESKey，43位")
    open_kfid: str = Field(description="客服账号的编号，wk 开头")

    @field_validator("secret")
    @classmethod
    def _a_secret(cls, value: SecretStr) -> SecretStr:
        if not re.fullmatch(r"[\x21-\x7e]+", value.get_secret_value()):
            raise ValueError("Secret 不能是空的，也不能有空格，请到企业微信管理后台“微信客服”复制")
        return value

    @field_validator("token")
    @classmethod
    def _a_token(cls, value: SecretStr) -> SecretStr:
        if not re.fullmatch(r"[0-9A-Za-z]{3,32}", value.get_secret_value()):
            raise ValueError("Token 要填3到32位字母或数字，和企业微信管理后台填的一样")
        return value

    @field_validator("aes_key")
    @classmethod
    def _a_key(cls, value: SecretStr) -> SecretStr:
        if not re.fullmatch(r"[0-9A-Za-z]{43}", value.get_secret_value()):
            raise ValueError("EncodingAESKey 要填43位字母或数字，请到企业微信管理后台复制")
        return value

    @field_validator("open_kfid")
    @classmethod
    def _an_account(cls, value: str) -> str:
        if not re.fullmatch(r"wk[0-9A-Za-z_-]{1,62}", value):
            raise ValueError("客服账号的编号以 wk 开头，请到“微信客服 → 客服账号”查看")
        return value
