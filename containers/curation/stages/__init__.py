"""The stages, one a file: pure functions from a batch to the batch that is kept, and the decisions that were made.

A stage reads and writes nothing. Counting, the ledger and the rejects belong to the runner.
"""
