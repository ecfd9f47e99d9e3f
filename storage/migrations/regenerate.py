"""Write the first migration anew from the tables, while no database is deployed yet.

Run it as `python -m storage.migrations.regenerate`.
"""

import tempfile
from hashlib import sha256
from pathlib import Path

from alembic import command

from storage.engines import building_engine, parse_url
from storage.migrating import SCRIPTS, configuration

_FIRST, _TITLE = "0001", "The first tables"


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
            command.revision(config, _TITLE, autogenerate=True, rev_id=_FIRST)
    _sign()


def _sign() -> None:
    """The revision is named after what it makes, so that other tables are another revision."""
    (made,) = (SCRIPTS / "versions").glob("*.py")
    text = made.read_text(encoding="utf-8")
    name = _FIRST + sha256(text.encode()).hexdigest()[:8]
    made.write_text(text.replace(f'"{_FIRST}"', f'"{name}"'), encoding="utf-8")
    made.rename(made.with_name(made.name.replace(_FIRST, name, 1)))


if __name__ == "__main__":
    main()
