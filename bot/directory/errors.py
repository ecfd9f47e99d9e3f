"""What the user can put right about the staff's accounts."""

from collections.abc import Sequence


class DirectoryError(Exception):
    """What is wrong with a table or with an answer of the platform, in Chinese, line by line."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)
