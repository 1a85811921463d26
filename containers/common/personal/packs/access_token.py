"""Access keys and tokens whose issuers gave them a recognisable form.

Formats: AWS access key ids (IAM User Guide, "unique identifiers": AKIA, ASIA and 16 characters of Base32); GitHub tokens
("Behind GitHub's new authentication token formats", 2021); Slack, Google API and Hugging Face prefixes; JSON Web Tokens (RFC 7519),
known by a header that decodes to an object with `alg`.
"""

import base64
import binascii
import json
import re

from containers.common.personal.pack import Pack, whole_if


def is_token(candidate: str) -> bool:
    """All but JSON Web Tokens are known by their form alone."""
    if not candidate.startswith("eyJ"):
        return True
    header = candidate.partition(".")[0]
    try:
        told = json.loads(base64.urlsafe_b64decode(header + "=" * (-len(header) % 4)))
    except (binascii.Error, ValueError):
        return False
    return isinstance(told, dict) and "alg" in told


PACK = Pack(
    kind="access_token",
    jurisdiction="international",
    basis="a secret: whoever reads it can act as its owner (GDPR article 32)",
    pattern=re.compile(
        r"(?<![A-Za-z0-9_])(?:(?:AKIA|ASIA)[A-Z2-7]{16}|gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{82}"
        r"|xox[abeoprs]-[A-Za-z0-9-]{10,250}|AIza[A-Za-z0-9_-]{35}|hf_[A-Za-z]{34}"
        r"|eyJ[A-Za-z0-9_-]{10,1000}\.eyJ[A-Za-z0-9_-]{2,2000}\.[A-Za-z0-9_-]{10,1000})(?![A-Za-z0-9_])"
    ),
    trigger=re.compile(r"AKIA|ASIA|gh[pousr]_|github_pat_|xox[abeoprs]-|AIza|hf_|eyJ"),
    before=1,
    after=4100,
    measure=whole_if(is_token),
)
