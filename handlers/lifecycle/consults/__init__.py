"""People sit down together: the ladder of meetings, consults, their minutes and what was agreed."""
