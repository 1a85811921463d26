"""Measures a trained model against itself before training: bits per byte, and a cloze through lm-evaluation-harness.

The cloze asks which of four words was taken out of a passage. Both measures are taken on the test split, which no other step reads, and
both come with an interval. `improved` is computed from the interval of the paired difference; nobody types it.
"""
