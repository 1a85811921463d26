"""`python -m containers.curation --recipe FILE [--input CORPUS] --output URI`; without an input, the installed packages' texts."""

import sys

from containers.common.entry import main
from containers.curation.run import run
from containers.curation.settings import Curation

if __name__ == "__main__":
    sys.exit(main(Curation, run, needs=("output",)))
