"""The roster from tables and forms: read into what is wanted, planned, shown, then landed.

An Excel file, a form of the console and the county file all end in the same plan
(`storage/county/plan.py`), with the same checks.
"""
