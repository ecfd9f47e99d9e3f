"""A platform that knows its members, and vouches for the one who sits at a browser."""

from typing import Protocol, runtime_checkable


class VouchError(Exception):
    """The platform does not answer, or will not, until somebody mends a setting."""


class SpentCodeError(Exception):
    """The code was used before, is too old, or was never given out."""


class Voucher(Protocol):
    """One platform's way to say who somebody is: a page of its own, and a code brought back."""

    @property
    def channel(self) -> str:
        """The channel on which members are known by the ids that it gives."""
        ...

    def page(self, back: str, state: str, device: str) -> str:
        """Where the browser `device` goes; from there it comes to `back` with `state` and a code."""
        ...

    async def member_of(self, code: str) -> str:
        """Whose code it is, nothing for an outsider. Raises SpentCodeError, VouchError."""
        ...


@runtime_checkable
class Vouching(Protocol):
    """A channel whose platform vouches for its members."""

    voucher: Voucher
