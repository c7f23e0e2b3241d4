"""Bringing in tables: registers, and documents with their files.

`columns` say what a table may hold, `registers` and `documents` what becomes of a row, `running` carries an import
from the upload through the check to the end, and goes on after a kill.
"""
