"""What a customer-service account (微信客服) needs to be told."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from bot.channels.platform.entered import AES_KEY, LONG_WORD, VISIBLE, like


class WecomKfSettings(BaseModel):
    """One customer-service account; whose corporation it is stands in the settings of 企业微信."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    secret: Annotated[
        SecretStr,
        like(VISIBLE, "Secret 不能是空的，也不能有空格，请到企业微信管理后台“微信客服”复制"),
    ] = Field(description="微信客服的 Secret（企业微信管理后台“微信客服 → API”）")
    token: Annotated[
        SecretStr, like(LONG_WORD, "Token 要填3到32位字母或数字，和企业微信管理后台填的一样")
    ] = Field(description="微信客服“API”页“回调配置”里的 Token")
    aes_key: Annotated[
        SecretStr,
        like(AES_KEY, "EncodingAESKey 要填43位字母或数字，请到企业微信管理后台复制"),
    ] = Field(description="同一页上的 EncodingAESKey，43位")
    open_kfid: Annotated[
        str,
        like(
            r"wk[0-9A-Za-z_-]{1,62}",
            "客服账号的编号以 wk 开头，请到“微信客服 → 客服账号”查看",
        ),
    ] = Field(description="客服账号的编号，wk 开头")
