"""The real CDK CLI, pointed at the simulator."""

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from assurance.rehearsal.assembly import Assembly, Place
from assurance.rehearsal.aws import access_key
from assurance.rehearsal.errors import RehearsalFailed

Say = Callable[[str], None]
STACK = re.compile(r"^\s*(?:\S+\s+)?(?P<stack>[A-Za-z][\w-]*): (?P<step>bootstrapping|deploying|destroying)\.\.\.")
DONE = re.compile(r"^\s*✅\s+(?P<stack>[^\s:]+)")
SAYS_WHY = re.compile(r"❌|CREATE_FAILED|failed|Error|error", re.IGNORECASE)


class Cli:
    """Runs CDK commands and tells how far they are.

    Args:
        endpoint: where the simulator listens.
        assembly: what is deployed.
        log: the file that gets every line the CLI prints.
        say: gets one line a step, for the person who waits.
        place: the account and region whose people run it; the deployment's own where none is named.
        start: when the clock of those lines began; now unless given.
    """

    def __init__(
        self, endpoint: str, assembly: Assembly, log: Path, say: Say, *, place: Place | None = None, start: float | None = None
    ) -> None:
        self._assembly, self._log, self._say = assembly, log, say
        self._place = place or assembly.places[-1]
        self._endpoint = endpoint
        self._start = time.monotonic() if start is None else start

    def bootstrap(self) -> None:
        """`cdk bootstrap` with the project's own templates: the limits and rights, then what stands on them."""
        here = f"aws://{self._place.account}/{self._place.region}"
        qualifier = ("--qualifier", self._assembly.qualifier) if self._assembly.qualifier else ()
        for stack, file in self._place.bootstrap.items():
            self._run("bootstrap", here, "--toolkit-stack-name", stack, "--template", str(file.resolve()), *qualifier)

    def deploy(self) -> None:
        """`cdk deploy` of a place's own stacks; change sets of the simulator would lose the exports, so stacks are made directly."""
        options = (*self._which(), "--method=direct", "--require-approval=never", "--progress=events")
        self._run("deploy", *options, "--app", str(self._assembly.path.resolve()))

    def destroy(self) -> None:
        """`cdk destroy` of a place's own stacks: from the last stack to the first."""
        self._run("destroy", *self._which(), "--force", "--app", str(self._assembly.path.resolve()))

    def _which(self) -> tuple[str, ...]:
        return ("--all",) if len(self._assembly.places) == 1 else (*self._place.stacks, "--exclusively")

    def _run(self, *arguments: str) -> None:
        command = [str(Path(sys.executable).with_name("cdk")), *arguments, "--no-color", "--no-notices", "--ci"]
        with tempfile.TemporaryDirectory(prefix="rehearsal-") as home, self._log.open("a", encoding="utf-8") as log:
            process = subprocess.Popen(
                command,
                cwd=home,
                env=self._environment(home),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            )
            try:
                lines = self._follow(process, log.write)
            finally:
                if process.poll() is None:
                    process.terminate()
                process.wait()
        if process.returncode:
            raise RehearsalFailed(f"cdk {arguments[0]} failed (exit {process.returncode}); all it said: {self._log}", *_reasons(lines))

    def _environment(self, home: str) -> dict[str, str]:
        """Nothing of the person's own account, and no look at the internet."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "CDK_"))}
        return kept | {
            "HOME": home,
            "CDK_HOME": home,
            "AWS_ENDPOINT_URL": self._endpoint,
            "AWS_REGION": self._place.region,
            "AWS_ACCESS_KEY_ID": access_key(self._place.account),
            "AWS_SECRET_ACCESS_KEY": "rehearsal",
            "AWS_EC2_METADATA_DISABLED": "true",
            "CDK_DISABLE_CLI_TELEMETRY": "true",
            "CDK_DISABLE_VERSION_CHECK": "true",
            "NO_PROXY": "localhost,127.0.0.1",
            "no_proxy": "localhost,127.0.0.1",
        }

    def _follow(self, process: subprocess.Popen[str], write: Callable[[str], object]) -> list[str]:
        lines = []
        for line in process.stdout or ():
            write(line)
            lines.append(line.rstrip())
            if found := STACK.match(line) or DONE.match(line):
                step = found.groupdict().get("step", "done")
                self._say(f"{time.monotonic() - self._start:6.1f} s  {found['stack']}: {step}")
        return lines


def _reasons(lines: Sequence[str]) -> list[str]:
    """The lines that say why, without repeats; the last of them."""
    return list(dict.fromkeys(line.strip() for line in lines if SAYS_WHY.search(line)))[-8:]
