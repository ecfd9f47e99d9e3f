"""Where a county keeps its own forms of letters."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, field_validator


class LettersSettings(BaseModel):
    """The county's own Word forms, in place of the shipped ones."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    template_dir: Path | None = Field(
        default=None, description="本县自己的函件模板所在的目录，不填就用自带的"
    )

    @field_validator("template_dir")
    @classmethod
    def _present(cls, path: Path | None) -> Path | None:
        if path is not None and not path.is_dir():
            raise ValueError(f"找不到目录 {path}")
        return path
