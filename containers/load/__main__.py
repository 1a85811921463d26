"""`python -m containers.load`."""

import sys

import locust  # noqa: F401  (first: gevent has to patch the standard library before anything else imports ssl)

from containers.common.entry import main
from containers.load.recipe import LoadRecipe
from containers.load.run import run

if __name__ == "__main__":
    sys.exit(main(LoadRecipe, run, needs=["input", "output"]))
