"""A user and password inside a URL.

Format: RFC 3986 section 3.2.1, `scheme://user:password@host`; what stands between `//` and `@` is taken out.
"""

import re

from containers.common.personal.pack import Pack

PACK = Pack(
    kind="url_credentials",
    jurisdiction="international",
    basis="RFC 3986 section 7.5: a secret in clear; GDPR article 32",
    pattern=re.compile(r"://(?P<value>[^\s/:@\"'<>\[\]]{1,128}:[^\s/@\"'<>]{1,128})@"),
    trigger=re.compile("://"),
    before=0,
    after=264,
)
