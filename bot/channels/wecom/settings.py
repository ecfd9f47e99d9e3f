"""What an application of WeCom (企业微信自建应用) needs to be told."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from bot.channels.platform.entered import AES_KEY, ID, VISIBLE, WORD, address, like

API_BASE = "https://qyapi.weixin.qq.com"
AUTHORIZE_BASE = "https://open.weixin.qq.com"
SCAN_BASE = "https://login.work.weixin.qq.com"

_Secret = Annotated[
    SecretStr, like(VISIBLE, "Secret 不能是空的，也不能有空格，请到应用详情页查看后复制")
]
_Address = Annotated[str, address(f"接口地址要以 https:// 开头，如 {API_BASE}")]


class WeComSettings(BaseModel):
    """One self-built application of one corp; its callbacks are always encrypted."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    corp_id: Annotated[str, like(ID, "企业ID 只能是字母和数字，请到管理后台“我的企业”复制")] = (
        Field(description="企业ID，在管理后台“我的企业”最下面")
    )
    agent_id: int = Field(ge=1, description="应用的 AgentId，在应用详情页")
    secret: _Secret = Field(description="应用的 Secret，在应用详情页")
    token: Annotated[
        SecretStr, like(WORD, "Token 要填32位以内的字母或数字，和应用“接收消息”里填的一样")
    ] = Field(description="应用“接收消息”里的 Token")
    aes_key: Annotated[
        SecretStr,
        like(AES_KEY, "EncodingAESKey 要填43位字母或数字，请到应用“接收消息”里复制"),
    ] = Field(description="应用“接收消息”里的 EncodingAESKey，43位")
    customer_secret: _Secret | None = Field(
        default=None,
        description="“客户联系”的 Secret，填了就能给客户群发通知（群发任务，由网格员点发送）",
    )
    api_base: _Address = Field(default=API_BASE, description="企业微信接口地址，一般不用改")
    authorize_base: _Address = Field(
        default=AUTHORIZE_BASE, description="企业微信里登录控制台的授权页，一般不用改"
    )
    scan_base: _Address = Field(
        default=SCAN_BASE, description="浏览器里登录控制台的扫码页，一般不用改"
    )
