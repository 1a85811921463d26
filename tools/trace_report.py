"""Reads a strace of connect, sendto and sendmsg; exits 1 where an attempt names anything but loopback or a local socket."""

import re
import sys
from collections import Counter
from ipaddress import ip_address
from pathlib import Path

ADDRESS = re.compile(r'inet_addr\("([^"]+)"\)|inet_pton\(AF_INET6, "([^"]+)"')
CALL = re.compile(r"\b(connect|sendto|sendmsg)\(.*sa_family=(AF_INET6?|AF_UNIX|AF_NETLINK|AF_UNSPEC)")


def attempts(trace: Path) -> Counter[tuple[str, str]]:
    """Count the attempts in a trace by family and address."""
    counted: Counter[tuple[str, str]] = Counter()
    with trace.open(errors="replace") as lines:
        for line in lines:
            if call := CALL.search(line):
                address = ADDRESS.search(line)
                counted[call[2], (address[1] or address[2]) if address else "-"] += 1
    return counted


def leaves(family: str, address: str) -> bool:
    """Whether an attempt would leave the machine."""
    if not family.startswith("AF_INET"):
        return False
    if address == "-":
        return True
    parsed = ip_address(address)
    mapped = getattr(parsed, "ipv4_mapped", None)
    return not ((mapped or parsed).is_loopback or parsed.is_unspecified)


def main() -> int:
    """Print every address attempted, and say whether one would leave."""
    counted = attempts(Path(sys.argv[1]))
    outside = 0
    for (family, address), times in sorted(counted.items()):
        outside += times * leaves(family, address)
        print(f"{'OUTSIDE ' if leaves(family, address) else 'local   '} {family:<10} {address:<40} {times:>8}")
    print(f"{sum(counted.values())} attempts, {outside} outside this machine")
    return 1 if outside or not counted else 0


if __name__ == "__main__":
    sys.exit(main())
