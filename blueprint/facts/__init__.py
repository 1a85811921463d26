"""Dated, sourced tables: what AWS offers where, and what it refuses.

One YAML file a table, one small module to read it. Every row says where it was read and when; adding an instance type, a region or an
endpoint changes a YAML file and nothing else.
"""
