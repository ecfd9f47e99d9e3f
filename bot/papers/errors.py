"""What can be wrong when a paper is to be written; the messages are Chinese."""


class PaperError(Exception):
    """A paper cannot be written; the message says why."""


class TemplateError(Exception):
    """A form of a letter cannot be used; the message says what is wrong with it."""
