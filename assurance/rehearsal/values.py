"""What templates and API answers hold."""

from typing import Any

Json = Any
"""A value out of JSON or of a botocore answer, neither of which a type checker knows; the service models check it."""
