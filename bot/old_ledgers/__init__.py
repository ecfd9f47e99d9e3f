"""Old ledgers (旧台账): an Excel file becomes closed cases of the past, or corrects what we exported.

`columns` knows the headings, `olds` reads a matter of the past, `edits` compares a row of our own with
its case, `planning` says what a file would do, `landing` does it: all of it or nothing.
"""
