"""Data packages as files: CSV, Parquet, SPSS and Stata, and the ZIP around them.

Writes what it is handed, batch by batch; which rows there are is decided elsewhere.
"""
