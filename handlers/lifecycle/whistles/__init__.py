"""Departments are whistled: the way out of the grid, the approval, the report-in."""
