"""What a service has in memory of libraries: only what it needs."""

import subprocess
import sys

NEEDED_ELSEWHERE = (
    "alembic docx openpyxl psycopg requests rich segno sqlalchemy.dialects.postgresql wechatpy"
)


def test_a_service_on_sqlite_without_channels_carries_no_library_it_does_not_use() -> None:
    asked = (
        f"import sys, bot.app; print(sorted({{*'{NEEDED_ELSEWHERE}'.split()}} & {{*sys.modules}}))"
    )
    found = subprocess.run(
        [sys.executable, "-c", asked], capture_output=True, text=True, check=True
    )
    assert found.stdout.strip() == "[]"
