"""Private keys in PEM.

Format: RFC 7468 sections 10 and 11, and the older `RSA`, `EC`, `DSA`, `OPENSSH` and `ENCRYPTED` labels. A key whose end is missing
is taken out as far as its Base64 goes.
"""

import re

from containers.common.personal.pack import Pack

PACK = Pack(
    kind="private_key",
    jurisdiction="international",
    basis="a secret: whoever reads it can act as its owner (GDPR article 32)",
    pattern=re.compile(
        r"-----BEGIN (?:(?:RSA|EC|DSA|OPENSSH|ENCRYPTED) )?PRIVATE KEY-----[A-Za-z0-9+/=\s:,-]{40,16000}?"
        r"(?:-----END (?:(?:RSA|EC|DSA|OPENSSH|ENCRYPTED) )?PRIVATE KEY-----|(?=[^A-Za-z0-9+/=\s:,-]|\Z))"
    ),
    trigger=re.compile("-----BEGIN "),
    before=0,
    after=16200,
)
