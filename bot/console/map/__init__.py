"""The map: the county's grids, coloured by what is open, what is overdue, and how content people are."""
