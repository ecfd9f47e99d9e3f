"""What storage says when a row it was asked for is not there, or was changed by another."""


class NotFoundError(Exception):
    """The row asked for does not exist."""


class NotReadError(Exception):
    """A column was looked at that was not read; whoever read so little has to read more."""


class ConflictError(Exception):
    """Somebody else changed the row in the meantime; the turn is to be taken again."""
