"""When a long connection is asked for a sign of life, and when it is dead."""

from datetime import UTC, datetime, timedelta

from bot.channels.wecom_aibot.heart import Beat, Heart, pause_after_kick, pause_after_loss

NOW = datetime(2025, 3, 3, 1, 0, tzinfo=UTC)


def test_a_connection_is_asked_every_half_minute_and_dead_after_two_silences() -> None:
    heart, at = Heart(NOW), NOW
    assert heart.beat(at + timedelta(seconds=29)) is Beat.QUIET
    assert heart.beat(at := at + timedelta(seconds=30)) is Beat.PING
    heart.answered()
    assert heart.has_answered
    assert heart.beat(at := at + timedelta(seconds=30)) is Beat.PING
    assert heart.beat(at := at + timedelta(seconds=29)) is Beat.QUIET
    assert heart.beat(at := at + timedelta(seconds=1)) is Beat.PING
    assert heart.beat(at + timedelta(seconds=30)) is Beat.DEAD


def test_pauses_grow_and_end_growing() -> None:
    assert [pause_after_loss(n).total_seconds() for n in range(1, 8)] == [1, 2, 4, 8, 16, 30, 30]
    assert [pause_after_kick(n).total_seconds() for n in range(1, 6)] == [60, 300, 900, 3600, 3600]
