"""What the user can put right about a file of borders."""

from collections.abc import Sequence


class BoundariesError(Exception):
    """What is wrong with a file of borders, in Chinese, line by line."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)
