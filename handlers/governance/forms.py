"""The words of a letter as it is signed (domain 2.5); the same facts fill the Word form."""

from collections.abc import Mapping
from datetime import datetime

from handlers.governance.units import unit_of_letter
from handlers.situation import World
from handlers.texts import render
from handlers.wording import day_in_full, in_full, letter_name, letter_short
from storage.tables.letter import Letter


def facts_of_letter(
    letter: Letter, signer: str, until: datetime, at: datetime, world: World
) -> dict[str, str]:
    """Everything a form may name, in words; what a kind does not have is empty."""
    told = {name: str(value) for name, value in letter.data.items()}
    return {
        "letter": letter_name(letter),
        "serial": f"〔{letter.year}〕{letter.number}号",
        "short": letter_short(letter),
        "kind": render(f"letter_kind.{letter.kind.value}"),
        "unit": unit_of_letter(letter, world.directory).name,
        "case": told.get("case", ""),
        "assigned": told.get("assigned", ""),
        "due": told.get("due", ""),
        "month": told.get("month", ""),
        "crimes": told.get("crimes", ""),
        "accidents": told.get("accidents", ""),
        "petitions": told.get("petitions", ""),
        "colour": told.get("colour", ""),
        "reasons": "；".join(letter.reasons),
        "days": str(reply_days(letter, world)),
        "until": in_full(until),
        "signer": signer,
        "centre": world.directory.county.centre_name,
        "date": day_in_full(at),
    }


def body_of(letter: Letter, facts: Mapping[str, str]) -> str:
    """The letter in words, as it is sent in a chat and kept."""
    return render(f"letter.body_{letter.kind.value}", **facts)


def reply_days(letter: Letter, world: World) -> int:
    """Within how many working days a letter of this kind is answered."""
    kinds = list(type(letter.kind))
    return world.policy.letter_reply_days[kinds.index(letter.kind)]
