"""What is said to a language model, and what of its answer is believed."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from handlers.texts import render
from handlers.understanding.masking import mask

_THOUGHT = re.compile(r"^\s*<think>.*?</think>", re.DOTALL)
_FENCED = re.compile(r"```(?:json)?\s*(.*?)\s*```", re.DOTALL)
_LONGEST_REASON = 80
_LONGEST_ANSWER = 300  # tokens; the JSON needs sixty


class UnreadableAnswerError(Exception):
    """The answer is not the JSON that was asked for."""


def request(model: str, words: str, leaves: Sequence[Sequence[str]]) -> dict[str, Any]:
    """The body of the call. The resident's words are data in it, never instructions."""
    asked = {"leaves": {one[0]: one[1] for one in leaves}, "words": words}
    return {
        "model": model,
        "messages": [
            {"role": "system", "content": render("language_model.instructions")},
            {"role": "user", "content": json.dumps(asked, ensure_ascii=False)},
        ],
        "temperature": 0,
        "max_tokens": _LONGEST_ANSWER,
        "stream": False,
    }


def vote(raw: bytes, leaves: Sequence[Sequence[str]]) -> dict[str, Any]:
    """{"leaf", "is_report", "reason"} as the model gave it; raises UnreadableAnswerError."""
    try:
        content = json.loads(raw)["choices"][0]["message"]["content"]
        said = json.loads(_bare(content))
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
        raise UnreadableAnswerError from None
    return _believed(said, {one[0] for one in leaves})


def _bare(content: str) -> str:
    """Without the thinking before it and the fence around it, which many models add unasked."""
    answer = _THOUGHT.sub("", content, count=1).strip()
    fenced = _FENCED.fullmatch(answer)
    return fenced[1] if fenced else answer


def _believed(said: object, offered: set[str]) -> dict[str, Any]:
    if not isinstance(said, Mapping):
        raise UnreadableAnswerError
    leaf, is_report, reason = said.get("leaf"), said.get("is_report"), said.get("reason", "")
    if not isinstance(is_report, bool) or not isinstance(reason, str) or "leaf" not in said:
        raise UnreadableAnswerError
    if leaf is not None and not (isinstance(leaf, str) and leaf in offered):
        raise UnreadableAnswerError
    return {
        "leaf": leaf if is_report else None,
        "is_report": is_report,
        "reason": mask(reason)[:_LONGEST_REASON],
    }
