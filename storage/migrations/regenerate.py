"""Write the first migration anew from the tables, while no database is deployed yet.

Run it as `python -m storage.migrations.regenerate`.
"""

import tempfile
from pathlib import Path

from alembic import command

from storage.engines import building_engine, parse_url
from storage.migrating import SCRIPTS, configuration


def main() -> None:
    """`versions` holds one migration that makes every table from nothing."""
    for old in (SCRIPTS / "versions").glob("*.py"):
        old.unlink()
    config = configuration()
    config.set_section_option("post_write_hooks", "hooks", "ruff")
    config.set_section_option("post_write_hooks", "ruff.type", "module")
    config.set_section_option("post_write_hooks", "ruff.module", "ruff")
    config.set_section_option("post_write_hooks", "ruff.options", "format REVISION_SCRIPT_FILENAME")
    with tempfile.TemporaryDirectory() as folder:
        url = parse_url(str(Path(folder) / "empty.db"))
        with building_engine(url) as engine, engine.connect() as connection:
            config.attributes["connection"] = connection
            command.revision(config, "The first tables", autogenerate=True, rev_id="0001")


if __name__ == "__main__":
    main()
