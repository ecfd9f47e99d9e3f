"""Excel files that people hand in: read safely, every bad cell named, kept until they are landed.

`reading` opens the file, `heads` finds the columns by what stands over them, `values` reads days and
numbers as people write them, `faults` says what is wrong with which cell, `keeping` holds what was
previewed so that exactly this lands. The writing side is `bot/papers/sheets.py`.
"""
