"""The TCP connection under a request: ending it early."""

import contextvars
import socket
import struct

from hypercorn.asyncio.tcp_server import TCPServer

_connection = contextvars.ContextVar("rehearsal_connection", default=None)


def install():
    """Let the request's code find its connection."""
    run = TCPServer.run

    async def run_known(self):
        _connection.set(self)
        await run(self)

    TCPServer.run = run_known


def close():
    """End the connection after what has been written, if anything."""
    connection = _connection.get()
    if connection is not None:
        connection.writer.transport.close()


def reset():
    """Reset the connection (RST)."""
    connection = _connection.get()
    if connection is None:
        return
    sock = connection.writer.get_extra_info("socket")
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.writer.transport.abort()
