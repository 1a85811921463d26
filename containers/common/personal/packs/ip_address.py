"""Internet addresses.

Basis: CJEU C-582/14 (Breyer): a dynamic IP address is personal data. Format: RFC 791, RFC 4291. Only addresses that are routed on
the internet count: loopback, private and documentation ranges point at nobody. Version numbers look like IPv4 addresses, so
does a section of a law: at least one part must have three digits (as 98 in 100 addresses have), and `version` before it keeps it.
"""

import ipaddress
import re

from containers.common.personal.pack import Pack, whole_if

BASIS = "GDPR recital 30; CJEU C-582/14 (Breyer)"


def is_global_v4(candidate: str) -> bool:
    """Is it an address that is routed on the internet, and none of the shape of a section number?"""
    try:
        address = ipaddress.IPv4Address(candidate)
    except ValueError:
        return False
    return address.is_global and not address.is_multicast and any(len(part) == 3 for part in candidate.split("."))


def is_global_v6(candidate: str) -> bool:
    """Is it an address that is routed on the internet?"""
    try:
        return ipaddress.IPv6Address(candidate).is_global
    except ValueError:
        return False


V4 = Pack(
    kind="ipv4",
    jurisdiction="international",
    basis=BASIS,
    pattern=re.compile(r"(?<![\w.+-])(?<![vV]ersion )(?<![Rr]elease )[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}(?![\w-])(?!\.\w)"),
    trigger=re.compile(r"[0-9]\.[0-9]{1,3}\.[0-9]{1,3}\."),
    before=3,
    after=18,
    measure=whole_if(is_global_v4),
)

V6 = Pack(
    kind="ipv6",
    jurisdiction="international",
    basis=BASIS,
    # 2000::/3 is all of the global unicast space that IANA has given out.
    pattern=re.compile(r"(?<![\w:.])[23][0-9A-Fa-f]{3}:(?:[0-9A-Fa-f]{0,4}:){1,6}[0-9A-Fa-f]{0,4}(?![\w:])"),
    trigger=re.compile(r"[23][0-9A-Fa-f]{3}:[0-9A-Fa-f]{0,4}:"),
    before=1,
    after=44,
    measure=whole_if(is_global_v6),
)
