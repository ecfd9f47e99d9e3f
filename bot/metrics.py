"""What is counted while the service runs, for /metrics."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

_TURN_SECONDS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.5, 2.5)
_WAIT_SECONDS = (0.05, 0.2, 0.5, 1, 2, 5, 10, 30, 120, 600)


class Metrics:
    """Counters and histograms of one service; numbers only, no ids of people."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.heard = Counter(
            "gridwhistle_heard",
            "Messages that arrived, by channel and what became of them: stored or repeated",
            ("channel", "outcome"),
            registry=self.registry,
        )
        self.refused = Counter(
            "gridwhistle_callbacks_refused",
            "Callbacks that were not genuine or not readable, by channel and reason",
            ("channel", "reason"),
            registry=self.registry,
        )
        self.ignored = Counter(
            "gridwhistle_callbacks_ignored",
            "Genuine callbacks that ask nothing of us, by channel and event",
            ("channel", "event"),
            registry=self.registry,
        )
        self.taken = Counter(
            "gridwhistle_turns",
            "Turns taken, by outcome: done, failed, dead",
            ("outcome",),
            registry=self.registry,
        )
        self.turn_seconds = Histogram(
            "gridwhistle_turn_seconds",
            "Length of a turn",
            registry=self.registry,
            buckets=_TURN_SECONDS,
        )
        self.waited_seconds = Histogram(
            "gridwhistle_waited_seconds",
            "From the arrival of a message to the end of its turn",
            registry=self.registry,
            buckets=_WAIT_SECONDS,
        )
        self.sent = Counter(
            "gridwhistle_sent",
            "Messages given to a channel, by outcome: sent, later, refused, unsure, dead",
            ("channel", "outcome"),
            registry=self.registry,
        )
        self.fired = Counter("gridwhistle_timers_fired", "Timers fired", registry=self.registry)
        self.database_down = Gauge(
            "gridwhistle_database_down",
            "1 while the database does not answer",
            registry=self.registry,
        )

    def text(self) -> bytes:
        """Everything in the exposition format of Prometheus."""
        return generate_latest(self.registry)
