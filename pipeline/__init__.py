"""Rows go down a staircase: check → load → public → tables → claims → export → pages → publish."""

import csv

# A cell may be as long as its file; Python would stop at 131,072 characters.
csv.field_size_limit(2_000_000_000)
