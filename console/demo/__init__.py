"""The demo: both ways of the blueprint run as processes, and one report of what they left behind.

It calls and it reports; it decides nothing. Every figure in the report was written by the step that measured it.
"""
