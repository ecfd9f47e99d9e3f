"""The residents' page: progress, deadline and result of one's own matter, by number and code.

It needs no account, no script and no good eyes; it tells nothing that points to a person.
"""
