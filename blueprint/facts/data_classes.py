"""The classes of data that a deployment holds: keys, buckets, policies, retention and the report all use this list."""

from enum import StrEnum


class DataClass(StrEnum):
    """What a byte at rest is. One customer-managed key each."""

    RAW = "raw"
    CURATED = "curated"
    REJECTS = "rejects"
    LEDGER = "ledger"
    CHECKPOINTS = "checkpoints"
    MODELS = "models"
    CONVERSATIONS = "conversations"
    AUDIT = "audit"
    IMAGES = "images"
    LOGS = "logs"
    VOLUMES = "volumes"
    SECRETS = "secrets"


WRITE_ONCE = frozenset({DataClass.AUDIT, DataClass.LEDGER})
"""Classes under Object Lock: they hold hashes, spans and types, never personal data, so that erasure never needs to reach them."""
