"""What a language model needs to be asked: any endpoint that speaks as OpenAI's does."""

from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator


class LanguageModelSettings(BaseModel):
    """One endpoint and how often it may be asked. Without it no word leaves the house."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    base_url: str = Field(
        description="语言模型接口地址，写到 /v1 为止，如 http://127.0.0.1:11434/v1"
    )
    api_key: SecretStr = Field(default=SecretStr(""), description="接口密钥；本机的模型一般不用填")
    model: str = Field(min_length=1, description="模型名称，如 qwen3:8b")
    timeout_seconds: float = Field(
        default=4, gt=0, le=15, description="最多等它几秒，等不到就照常问居民"
    )
    calls_per_hour: int = Field(default=200, ge=0, description="每小时最多问几次")
    calls_per_day: int = Field(default=2000, ge=0, description="每天最多问几次")

    @field_validator("base_url")
    @classmethod
    def _an_address(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query:
            raise ValueError("接口地址要以 http:// 或 https:// 开头，如 http://127.0.0.1:11434/v1")
        return value.rstrip("/")
