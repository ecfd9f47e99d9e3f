"""How telephone numbers of staff are written."""

import re

PHONE = re.compile(r"(?:\+?86[- ]?)?(1\d{10}|0\d{2,3}-?\d{7,8})")
"""A mobile number or one of a fixed line with its area code, the group without the country's."""
