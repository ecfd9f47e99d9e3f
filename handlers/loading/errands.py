"""Reads from storage the calls and visits that somebody has still to make."""

from sqlmodel import Session

from handlers.loading.situations import load_views
from handlers.loading.surveys import errands_of
from handlers.situation import CaseView, Errand
from storage import attempts
from storage.cases import list_cases


def errands_in_hand(session: Session, person_id: int) -> tuple[Errand, ...]:
    """With whom and what the calls and visits are about, the first first."""
    found = attempts.list_errands(session, person_id)
    about = list_cases(session, {one.case_id for one in found})
    views: dict[int | None, CaseView] = {
        view.id: view for view in load_views(session, list(about.values()))
    }
    return errands_of(session, found, views)


def asked_before(session: Session, errands: tuple[Errand, ...]) -> frozenset[tuple[int, int]]:
    """Which survey was asked by whom already, for the surveys of these."""
    tried = (t for e in errands for t in attempts.list_of_survey(session, e.survey.id or 0))
    return frozenset((one.survey_id, one.asker_id) for one in tried if one.asker_id is not None)
