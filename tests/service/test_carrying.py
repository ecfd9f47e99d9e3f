"""What a service has in memory: only what it needs."""

import subprocess
import sys

NEEDED_ELSEWHERE = "alembic argon2 bot.console docx jinja2 openpyxl psycopg requests rich segno sqlalchemy.dialects.postgresql wechatpy"


def test_a_service_on_sqlite_carries_no_library_that_it_may_never_use() -> None:
    asked = (
        f"import sys, bot.app; print(sorted({{*'{NEEDED_ELSEWHERE}'.split()}} & {{*sys.modules}}))"
    )
    found = subprocess.run(
        [sys.executable, "-c", asked], capture_output=True, text=True, check=True
    )
    assert found.stdout.strip() == "[]"
