"""What an administrator enters for a platform: how it must look, and what is said when it does not.

The words name the page of the platform's console from which the value is to be copied.
"""

import re
from urllib.parse import urlsplit

from pydantic import AfterValidator, SecretStr

ID = r"[0-9A-Za-z_-]{1,64}"
VISIBLE = r"[\x21-\x7e]+"
WORD = r"[0-9A-Za-z]{1,32}"
LONG_WORD = r"[0-9A-Za-z]{3,32}"
AES_KEY = r"[0-9A-Za-z]{43}"
Entered = str | SecretStr


def like(pattern: str, words: str) -> AfterValidator:
    """All of the value, or of the secret in it, is of this pattern; else the words are told."""

    def check(value: Entered) -> Entered:
        plain = value.get_secret_value() if isinstance(value, SecretStr) else value
        if not re.fullmatch(pattern, plain):
            raise ValueError(words)
        return value

    return AfterValidator(check)


def address(words: str) -> AfterValidator:
    """An address of the web, without a question and without a stroke at its end."""

    def check(value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query:
            raise ValueError(words)
        return value.rstrip("/")

    return AfterValidator(check)
