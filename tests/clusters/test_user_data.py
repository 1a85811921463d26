"""What a node does at its first start, tried with the machine's commands replaced."""

import os
import subprocess
from pathlib import Path

from clusters.nodes.user_data import user_data

SLEEPLESS = {"sleep": "exit 0", "systemctl": "exit 0", "mountpoint": "exit 1", "mount": "exit 0"}


def start(folder: Path, *, commands: dict[str, str], writable: bool = True) -> subprocess.CompletedProcess[str]:
    """Runs the script with `commands` as the only ones that touch the machine."""
    tools, lake, table = folder / "bin", folder / "lake", folder / "fstab"
    tools.mkdir()
    for name, body in commands.items():
        (tools / name).write_text(f"#!/bin/sh\n{body}\n")
        (tools / name).chmod(0o755)
    if not writable:
        (tools / "mktemp").write_text("#!/bin/sh\nexit 1\n")
        (tools / "mktemp").chmod(0o755)
    script = user_data(dns_name="fs.example", mount_name="abc", mount_point=str(lake))
    script = script.replace("/etc/fstab", str(table)).replace("/dev/console", "/dev/null")
    return subprocess.run(
        ["bash", "-c", script], env={"PATH": f"{tools}:{os.environ['PATH']}"}, capture_output=True, text=True, check=False
    )


def test_every_placeholder_is_filled() -> None:
    script = user_data(dns_name="fs.example", mount_name="abc")
    assert 'device="fs.example@tcp:/abc"' in script
    assert "@DNS_NAME@" not in script
    assert "@MOUNT" not in script


def test_a_node_mounts_the_lake_and_proves_it_by_writing(tmp_path: Path) -> None:
    ran = start(tmp_path, commands=SLEEPLESS | {"mount.lustre": "exit 0"})
    assert ran.returncode == 0, ran.stderr
    assert (tmp_path / "fstab").read_text().startswith("fs.example@tcp:/abc ")
    assert list((tmp_path / "lake").iterdir()) == []


def test_an_image_without_the_client_says_so(tmp_path: Path) -> None:
    ran = start(tmp_path, commands=SLEEPLESS)
    assert ran.returncode == 1
    assert "no Lustre client" in ran.stdout


def test_a_lake_that_takes_no_writes_is_no_success(tmp_path: Path) -> None:
    ran = start(tmp_path, commands=SLEEPLESS | {"mount.lustre": "exit 0"}, writable=False)
    assert ran.returncode == 1
    assert "988" in ran.stdout
