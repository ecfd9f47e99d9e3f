"""What the channels are called where people read of them."""

_NAMES = {
    "official_account": "公众号",
    "wecom": "企业微信应用",
    "wecom_kf": "微信客服",
    "wecom_aibot": "企业微信智能机器人",
    "customer_group": "企业微信客户群",
    "group_robot": "群机器人",
    "bridge": "接入口（网关）",
    "sms": "短信",
    "webchat": "聊天页（试用）",
    "language_model": "语言模型",
    "console": "控制台",
}


def called(channel: str) -> str:
    """The channel as people call it; its own code where nobody calls it anything."""
    return _NAMES.get(channel, channel)
