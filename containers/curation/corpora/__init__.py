"""Corpora that are always at hand."""
