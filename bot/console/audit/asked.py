"""What is asked of the audit page, out of its address."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode

from bot.console.parameters import case_number_in, code_in, day_in, id_in
from bot.console.visitor import Visitor
from storage.audit import Asked
from storage.clock import CHINA
from storage.codes import AuditSource

_NOT_BY_CASE = (AuditSource.SIGN_INS, AuditSource.ROSTER, AuditSource.BROADCASTS)
_USUAL_DAYS = 7
_MOST_DAYS = 366


@dataclass(frozen=True)
class Filters:
    """The filters as they stand in the form."""

    source: AuditSource
    first: date
    last: date
    who: str = ""
    number: str = ""
    before: int | None = None

    @property
    def is_by_case(self) -> bool:
        """True where a line may be about a case."""
        return self.source not in _NOT_BY_CASE

    def asked(self, visitor: Visitor) -> Asked:
        """The filters as a query understands them; `who` is looked for among staff only."""
        staff = visitor.world.directory.staff.values()
        found = frozenset(p.id or 0 for p in staff if self.who in p.name) if self.who else None
        return Asked(
            county_id=visitor.county_id,
            source=self.source,
            begins_at=_begin(self.first),
            ends_at=_begin(self.last + timedelta(days=1)),
            person_ids=found,
            number=case_number_in(self.number),
            before=self.before,
        )

    def onward(self, before: int) -> str:
        """The address of the lines that follow."""
        given = {
            "source": self.source.value,
            "first": self.first.isoformat(),
            "last": self.last.isoformat(),
            "who": self.who,
            "number": self.number,
            "before": str(before),
        }
        return f"/console/audit?{urlencode({k: v for k, v in given.items() if v})}"


def filters_of(query: Mapping[str, str], now: datetime) -> Filters:
    """The filters of an address; what cannot be read counts as not given."""
    today = now.astimezone(CHINA).date()
    last = min(day_in(query.get("last", "")) or today, today)
    first = day_in(query.get("first", "")) or last - timedelta(days=_USUAL_DAYS - 1)
    earliest = last - timedelta(days=_MOST_DAYS)
    return Filters(
        source=code_in(AuditSource, query.get("source")) or AuditSource.LOOKS,
        first=max(min(first, last), earliest),
        last=last,
        who=query.get("who", "").strip()[:20],
        number=query.get("number", "").strip()[:12],
        before=id_in(query.get("before", "")),
    )


def _begin(day: date) -> datetime:
    return datetime.combine(day, time(), CHINA)
