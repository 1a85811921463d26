"""A node's folder as one script: what EC2's user data takes, and what PCS fetches as one file with one checksum."""

import gzip
import io
import tarfile
from base64 import encodebytes
from collections.abc import Mapping

from clusters.nodes.node import HOME

END = "END-OF-FILE"

HEAD = f"""\
#!/bin/bash
# Unpacks a node's folder at {HOME} and runs its steps; takes what run-steps.sh takes. Fetches nothing.
set -euo pipefail
home=${{NODE_HOME:-{HOME}}}
"""
TAIL = """\
bash "$home/install.sh" "$home"
exec bash "$home/run-steps.sh" "$@"
"""


def bundle(files: Mapping[str, str], *, packed: bool = False) -> str:
    """One script that writes the files and runs the steps.

    Args:
        files: By name in the folder.
        packed: Whether all but node.conf, which alone can hold CDK tokens, are compressed: EC2's user data has little room. The same
            files always give the same bytes, since a changed launch template replaces nodes.

    Raises:
        ValueError: Where a file holds the line that ends a file here.
    """
    if bad := [name for name, text in files.items() if END in text.splitlines()]:
        raise ValueError(f"{', '.join(bad)} has the line {END}")
    plain = {name: text for name, text in files.items() if not packed or name == "node.conf"}
    rest = {name: text for name, text in files.items() if name not in plain}
    folders = " ".join(f'"$home/{folder}"' for folder in sorted({name.rpartition("/")[0] for name in plain} - {""}))
    archive = f"base64 -d <<'{END}' | tar -xz -C \"$home\" --no-same-owner\n{_packed(rest)}{END}\n" if rest else ""
    return HEAD + f'mkdir -p "$home" {folders}'.rstrip() + "\n" + archive + "".join(_written(*file) for file in plain.items()) + TAIL


def _written(name: str, text: str) -> str:
    return f"cat >\"$home/{name}\" <<'{END}'\n{text.rstrip(chr(10))}\n{END}\n"


def _packed(files: Mapping[str, str]) -> str:
    """A compressed archive in base64; no time, owner or order of this machine in it."""
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for name, text in sorted(files.items()):
            content = text.encode()
            entry = tarfile.TarInfo(name)
            entry.size, entry.mode = len(content), 0o644
            archive.addfile(entry, io.BytesIO(content))
    return encodebytes(gzip.compress(made.getvalue(), 9, mtime=0)).decode()
