"""Attacks on the templates: each makes one thing wrong on purpose, and says which claim has to notice.

A file a claim, named as the claim is. An attack that no claim notices is a hole in the claim; one that finds nothing to change in a
deployment is an error, because it proves nothing there.
"""
