"""The address that the server will listen on, asked for before anything slow begins."""

import socket

from containers.common.entry import UserError


def listening_socket(host: str, port: int) -> socket.socket:
    """Take the port now, so that a taken one is told before a model is loaded.

    Raises:
        UserError: if something else listens there, or the port needs rights that we lack.
    """
    # The protocol is named because asyncio switches Nagle's algorithm off only then; with it each answer's first token waits 40 ms.
    taken = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        taken.bind((host, port))
        taken.listen(1)
    except OSError as error:
        taken.close()
        raise UserError(
            f"port {port} on {host}: {error.strerror}; stop what listens there or choose another with --set port=NUMBER"
        ) from None
    return taken


def require_free(host: str, port: int) -> None:
    """Refuse a taken port, for a server that opens its own socket later."""
    listening_socket(host, port).close()
