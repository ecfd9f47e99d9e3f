"""What a platform took and then could not bring."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Bounce:
    """A message of ours that was taken under `receipt` and, as we are told now, did not arrive."""

    channel: str
    chat_id: str
    receipt: str
    reason: str
