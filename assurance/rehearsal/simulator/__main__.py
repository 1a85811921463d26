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
    parser.add_argument("--assume", action="append", default=[], help="a gateway, authority or certificate that others have made")
    parser.add_argument("--key", action="append", nargs=2, default=[], metavar=("ARN", "POLICY"), help="a key from outside to assume")
    parser.add_argument("--role", action="append", nargs=2, default=[], metavar=("NAME", "SERVICE"), help="a service's own role to assume")
    asked = parser.parse_args(argv)
    os.environ.update(MOTO_ACCOUNT_ID=asked.account, MOTO_EC2_LOAD_DEFAULT_AMIS="false", MOTO_IAM_LOAD_MANAGED_POLICIES="true")
    # jsonschema does without this optional package; its grammar takes six seconds to build, for API Gateway, which is not used here.
    sys.modules["rfc3987_syntax"] = None  # type: ignore[assignment]
    signal.signal(signal.SIGTERM, _stop)
    signal.signal(signal.SIGINT, _stop)
    logging.basicConfig(level=logging.ERROR)
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    _serve(asked)


def _serve(asked: argparse.Namespace) -> None:
    from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app  # noqa: PLC0415
    from werkzeug.serving import make_server  # noqa: PLC0415

    from assurance.rehearsal.simulator.assumed import add_assumed  # noqa: PLC0415
    from assurance.rehearsal.simulator.faults import armable  # noqa: PLC0415
    from assurance.rehearsal.simulator.install import add_images, add_keys, add_roles, install  # noqa: PLC0415
    from assurance.rehearsal.simulator.loss import with_losses  # noqa: PLC0415
    from assurance.rehearsal.simulator.resource import Endpoint  # noqa: PLC0415

    # moto has taken its default from it by now; left there, it would be every caller's account.
    del os.environ["MOTO_ACCOUNT_ID"]
    install()
    add_images(asked.image, account=asked.account, region=asked.region)
    add_assumed(asked.assume, account=asked.account, region=asked.region)
    add_keys(dict(asked.key))
    add_roles(dict(asked.role), account=asked.account, region=asked.region)
    app = with_losses(armable(DomainDispatcherApplication(create_backend_app)))
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=MotoRequestHandler)
    Endpoint.url = f"http://localhost:{server.server_port}"
    sys.stdout.write(f"{server.server_port}\n")
    sys.stdout.flush()
    server.serve_forever()


def _stop(_signal: int, _frame: object) -> Never:
    sys.exit(0)


if __name__ == "__main__":
    main()
