"""Where the service listens and how it logs."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field


class LogLevel(StrEnum):
    """How much is logged."""

    DEBUG = "DEBUG"
    INFO = "INFO"
    WARNING = "WARNING"
    ERROR = "ERROR"


class LogFormat(StrEnum):
    """How a log line is written: one JSON object, or coloured for a person."""

    JSON = "json"
    PRETTY = "pretty"


class WebSettings(BaseModel):
    """Where the service listens, and how it is reached from outside."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    host: str = Field(default="127.0.0.1", description="监听地址")
    port: int = Field(default=8080, ge=0, le=65535, description="监听端口")
    public_url: str = Field(default="", description="外网访问地址，如 https://wg.example.gov.cn")
    behind_proxy: bool = Field(
        default=False, description="前面有自己的反向代理（按它转来的 X-Forwarded-For 认地址）"
    )


class LogSettings(BaseModel):
    """What the log looks like."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    level: LogLevel = Field(default=LogLevel.INFO, description="日志级别")
    format: LogFormat = Field(default=LogFormat.JSON, description="日志格式：json 或 pretty")
