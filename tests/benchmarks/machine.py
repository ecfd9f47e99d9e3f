"""Under which conditions was measured."""

import os
import platform
import sqlite3
import sys
from importlib.metadata import version


def conditions(*, quick: bool) -> str:
    """One line on the machine, one on what is measured."""
    load = " ".join(f"{one:.1f}" for one in os.getloadavg())
    return (
        f"{os.cpu_count()} cores ({platform.machine()}), load {load}, "
        f"Python {sys.version.split()[0]}, SQLite {sqlite3.sqlite_version}, "
        f"aiohttp {version('aiohttp')}, SQLAlchemy {version('sqlalchemy')}"
        f"{', quick run' if quick else ''}\n"
        "Figures are processor time of the whole process, all threads, medians of rounds in turns;"
        " wall times only where it says so."
    )
