"""Serves a model (MODEL, the demo's unless set) and runs the load test against it: `make load`."""

import json
import os
import subprocess
import sys

MODEL = os.environ.get("MODEL", "build/demo/training/model")
OUTPUT = os.environ.get("OUTPUT", "build/load")
ENGINE = os.environ.get("ENGINE", "auto")
PORT = os.environ.get("PORT", "8000")


def main() -> int:
    """Start the server, load it, end it; the load test's exit code, or the server's where it does not start."""
    serve = ["blueprint", "serve", MODEL, "--set", f"engine={ENGINE}", "--set", f"port={PORT}"]
    with subprocess.Popen(serve, stdout=subprocess.PIPE, text=True) as server:
        try:
            ready = server.stdout.readline() if server.stdout else ""
            if not ready:
                return server.wait()
            return subprocess.run(["blueprint", "load", json.loads(ready)["url"], "--output", OUTPUT], check=False).returncode
        finally:
            server.terminate()


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
