"""Personal data and secrets that have a form: found by pattern, proved by checksum where the form has one.

One pack a file in `packs/`: legal basis, format, pattern, check. What has no form (names, streets) needs a trained recogniser
and is not found here; the documentation says so wherever these packs are used.
"""

from containers.common.personal.pack import Finding, Pack
from containers.common.personal.packs import PACKS
from containers.common.personal.scan import find, redact

__all__ = ["PACKS", "Finding", "Pack", "find", "redact"]
