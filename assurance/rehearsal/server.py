"""The simulator as a process of its own: started on a free port, ended with the block that started it."""

import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from assurance.rehearsal.errors import RehearsalFailed
from containers.common.children import end_with_parent


@contextmanager
def simulator(
    account: str,
    region: str,
    *,
    images: Iterable[str] = (),
    assumed: Iterable[str] = (),
    keys: Mapping[str, str] | None = None,
    roles: Mapping[str, str] | None = None,
    log: Path,
) -> Iterator[str]:
    """Runs the simulator and gives its address.

    Args:
        account: the account it plays.
        region: the region it plays.
        images: machine images to assume in the account.
        assumed: gateways, authorities and certificates that others have made there.
        keys: keys from outside to assume there, by ARN with their policies.
        roles: roles of services to assume there, by name with the service's principal.
        log: where it writes what it has to say.

    Raises:
        RehearsalFailed: when it does not come up.
    """
    command = [sys.executable, "-m", "assurance.rehearsal.simulator", "--account", account, "--region", region]
    for image in images:
        command += ["--image", image]
    for name in assumed:
        command += ["--assume", name]
    for arn, policy in (keys or {}).items():
        command += ["--key", arn, policy]
    for name, service in (roles or {}).items():
        command += ["--role", name, service]
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("w", encoding="utf-8") as errors:
        # Its own session: the terminal's Ctrl-C reaches us, and we end it after the CLI.
        process = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            start_new_session=True,
            preexec_fn=end_with_parent,  # noqa: PLW1509  (it locks and allocates nothing)
        )
        try:
            yield f"http://localhost:{_port(process.stdout, log)}"
        finally:
            process.terminate()
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            if process.stdout:
                process.stdout.close()


def _port(stdout: IO[str] | None, log: Path) -> int:
    line = stdout.readline().strip() if stdout else ""
    if not line.isdigit():
        raise RehearsalFailed("the simulator did not start", f"its last words: {_last_line(log)}")
    return int(line)


def _last_line(log: Path) -> str:
    lines = log.read_text(encoding="utf-8").strip().splitlines()
    return lines[-1] if lines else "none"
