"""The accounting database of the local Slurm: a MariaDB on the head's loopback, which is a network of its own."""

import secrets
from pathlib import Path

from clusters.slurm.local.machine import Machine
from clusters.slurm.local.software import Software

LOGIN = (("StorageHost", "127.0.0.1"), ("StoragePort", "3306"), ("StorageUser", "slurm"), ("StorageLoc", "slurm_acct_db"))
PASSWORD_FILE = "slurmdbd-password.conf"  # noqa: S105 - its name
TABLES = ("mysql_system_tables.sql", "mysql_system_tables_data.sql")
LEAN = (
    "--innodb-buffer-pool-size=16M",
    "--innodb-log-file-size=8M",
    "--innodb-flush-log-at-trx-commit=2",
    "--innodb-use-native-aio=0",
    "--performance-schema=off",
)
"""Of a database that lives as long as a rehearsal."""


def start(software: Software, head: Machine, folder: Path) -> None:
    """Make the database's own tables, start it, and leave slurmdbd a password that nobody else has.

    Args:
        software: Where MariaDB lies.
        head: Where it runs.
        folder: The cluster's; `database` and `logs` are in it.
    """
    password = secrets.token_urlsafe(24)
    secret = folder / PASSWORD_FILE
    secret.write_text(f"StoragePass={password}\n", "utf-8")
    secret.chmod(0o600)
    users = folder / "database" / "users.sql"
    who = "slurm@'127.0.0.1'"
    users.write_text(f"CREATE USER {who} IDENTIFIED BY '{password}';\nGRANT ALL ON slurm_acct_db.* TO {who};\n", "utf-8")
    users.chmod(0o600)
    shared = software.root / "usr/share/mysql"
    data, temporary = folder / "database" / "data", folder / "database" / "temporary"
    data.mkdir()
    temporary.mkdir()
    common = [
        software.program("mariadbd"),
        "--no-defaults",
        f"--datadir={data}",
        # Its temporary tables are named after its process, and in a process namespace of its own every server is process 9.
        f"--tmpdir={temporary}",
        f"--lc-messages-dir={shared}",
        f"--character-sets-dir={shared / 'charsets'}",
        "--user=root",
        *LEAN,
    ]
    tables = "".join((shared / name).read_text("utf-8") for name in TABLES)
    head.run(*common, "--bootstrap", stdin=f"CREATE DATABASE mysql;\nUSE mysql;\n{tables}")
    with (folder / "logs" / "mariadbd.out").open("ab") as log:
        here = ("--bind-address=127.0.0.1", "--port=3306", f"--socket={folder / 'database' / 'socket'}", f"--init-file={users}")
        head.start(*common, *here, log=log.fileno())


def is_ready(folder: Path) -> bool:
    """Whether it takes connections, as its log says."""
    return "ready for connections" in (folder / "logs" / "mariadbd.out").read_text("utf-8")
