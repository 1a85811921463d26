"""From a corpus to documents that are fit to train on: clean, without personal data and copies, and a ledger row for every decision."""
