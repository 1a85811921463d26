"""E-mail addresses.

Format: RFC 5321's dot-string and domain, at most 64 characters before the `@`; quoted local parts are not looked for.
A domain needs a dot and a top level of letters, so that `user@localhost` and `@decorator` are left alone.
"""

import re

from containers.common.personal.pack import Pack

PACK = Pack(
    kind="email",
    jurisdiction="international",
    basis="GDPR article 4(1): an identifier of a person",
    pattern=re.compile(
        r"(?<![A-Za-z0-9.!#$%&'*+/=?^_`{|}~-])(?P<value>[A-Za-z0-9_+][A-Za-z0-9._%+'-]{0,63}"
        r"@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.){1,8}[A-Za-z]{2,24})(?![A-Za-z0-9-])"
    ),
    trigger=re.compile("@"),
    before=66,
    after=256,
)
