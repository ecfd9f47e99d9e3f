"""The `gridwhistle` command: a service does not load the others."""

import sys


def main() -> None:
    """Run the command line."""
    if sys.argv[1:] == ["serve"]:
        from bot.serving import main as run  # noqa: PLC0415
    else:
        from bot.commands import main as run  # noqa: PLC0415
    run()


if __name__ == "__main__":
    main()
