"""The project's version: here, because an image holds `containers` alone, with no installed package to ask."""

__version__ = "0.1.0"
