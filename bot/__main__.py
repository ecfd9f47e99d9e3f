"""The `gridwhistle` command."""


def main() -> None:
    """Run the command line."""
