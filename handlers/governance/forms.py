"""The words of a letter as it is signed (domain 2.5); the same facts fill the Word form."""

from collections.abc import Mapping
from datetime import datetime

from handlers.directory import Directory
from handlers.governance.units import unit_of_letter
from handlers.policy import Policy
from handlers.texts import render
from handlers.wording import day_in_full, letter_name, letter_short
from storage.tables.letter import Letter
from storage.tables.region import County


def facts_of_letter(
    letter: Letter, signer: str, at: datetime, directory: Directory, policy: Policy
) -> dict[str, str]:
    """Everything a form may name, in words; what a kind does not have is empty.

    `until` is left to whoever knows until when it is to be answered.
    """
    told = {name: str(value) for name, value in letter.data.items()}
    return {
        "letter": letter_name(letter),
        "serial": f"〔{letter.year}〕{letter.number}号",
        "short": letter_short(letter),
        "kind": render(f"letter_kind.{letter.kind.value}"),
        "unit": unit_of_letter(letter, directory).name,
        "case": told.get("case", ""),
        "assigned": told.get("assigned", ""),
        "due": told.get("due", ""),
        "month": told.get("month", ""),
        "crimes": told.get("crimes", ""),
        "accidents": told.get("accidents", ""),
        "petitions": told.get("petitions", ""),
        "colour": told.get("colour", ""),
        "reasons": "；".join(letter.reasons),
        "days": str(reply_days(letter, policy)),
        "until": "",
        "signer": signer,
        "centre": centre_of(directory.county),
        "date": day_in_full(at),
    }


def body_of(letter: Letter, facts: Mapping[str, str]) -> str:
    """The letter in words, as it is sent in a chat and kept."""
    return render(f"letter.body_{letter.kind.value}", **facts)


def reply_days(letter: Letter, policy: Policy) -> int:
    """Within how many working days a letter of this kind is answered."""
    kinds = list(type(letter.kind))
    return policy.letter_reply_days[kinds.index(letter.kind)]


def centre_of(county: County) -> str:
    """The centre's name as it stands on a document, with the county's before it."""
    name = county.centre_name
    return name if county.name in name else county.name + name.removeprefix("县")
