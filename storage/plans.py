"""Plans of cases: versions are appended, the newest counts."""

from collections.abc import Iterable

from sqlmodel import Session, col, select

from storage.tables.plan import CasePlan


def append(session: Session, plan: CasePlan) -> CasePlan:
    """The plan is the newest version of its case, which the caller holds locked."""
    before = find_newest(session, plan.case_id)
    plan.version = before.version + 1 if before is not None else 1
    session.add(plan)
    session.flush()
    return plan


def find_newest(session: Session, case_id: int) -> CasePlan | None:
    """The plan that counts; None when there is none."""
    return newest_of(session, [case_id]).get(case_id)


def newest_of(session: Session, case_ids: Iterable[int]) -> dict[int, CasePlan]:
    """The plan that counts for each of these cases that has one."""
    rows = session.exec(
        select(CasePlan)
        .where(col(CasePlan.case_id).in_(list(case_ids)))
        .order_by(col(CasePlan.version))
    )
    return {plan.case_id: plan for plan in rows}
