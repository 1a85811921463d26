"""`python -m assurance.rehearsal.simulator --account … --region …`: prints its port on one line, then serves until it is told to stop."""

import argparse
import logging
import os
import signal
import sys
from collections.abc import Sequence
from typing import Never


def main(argv: Sequence[str] | None = None) -> None:
    """Serves on a free loopback port. moto reads its settings when it is imported, so it is imported after they are set."""
    parser = argparse.ArgumentParser(description="A strict local AWS simulator.")
    parser.add_argument("--account", required=True)
    parser.add_argument("--region", required=True)
    parser.add_argument("--image", action="append", default=[], help="a machine image to assume in the account")
    asked = parser.parse_args(argv)
    os.environ.update(MOTO_ACCOUNT_ID=asked.account, MOTO_EC2_LOAD_DEFAULT_AMIS="false", MOTO_IAM_LOAD_MANAGED_POLICIES="true")
    # jsonschema does without this optional package; its grammar takes six seconds to build, for API Gateway, which is not used here.
    sys.modules["rfc3987_syntax"] = None  # type: ignore[assignment]
    signal.signal(signal.SIGTERM, _stop)
    signal.signal(signal.SIGINT, _stop)
    logging.basicConfig(level=logging.ERROR)
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    _serve(asked.account, asked.region, asked.image)


def _serve(account: str, region: str, images: Sequence[str]) -> None:
    from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app  # noqa: PLC0415
    from werkzeug.serving import make_server  # noqa: PLC0415

    from assurance.rehearsal.simulator.install import add_images, install  # noqa: PLC0415
    from assurance.rehearsal.simulator.resource import Endpoint  # noqa: PLC0415

    install()
    add_images(images, account=account, region=region)
    app = DomainDispatcherApplication(create_backend_app)
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=MotoRequestHandler)
    Endpoint.url = f"http://localhost:{server.server_port}"
    sys.stdout.write(f"{server.server_port}\n")
    sys.stdout.flush()
    server.serve_forever()


def _stop(_signal: int, _frame: object) -> Never:
    sys.exit(0)


if __name__ == "__main__":
    main()
