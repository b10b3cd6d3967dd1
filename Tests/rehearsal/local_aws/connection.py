"""The TCP connection under a request: ending it early, and the process at its other end."""

import contextvars
import os
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


def peer_process(client):
    """The id of the process at the client's end, None when it cannot be told."""
    inode = _socket_inode(client[1])
    if inode is None:
        return None
    wanted = f"socket:[{inode}]"
    for name in os.listdir("/proc"):
        if not name.isdigit():
            continue
        try:
            for descriptor in os.scandir(f"/proc/{name}/fd"):
                if os.readlink(descriptor.path) == wanted:
                    return int(name)
        except OSError:
            continue
    return None


def parent_process(pid):
    """The id of a process's parent."""
    with open(f"/proc/{pid}/stat", encoding="ascii", errors="replace") as stat:
        return int(stat.read().rpartition(")")[2].split()[1])


def _socket_inode(port):
    """The inode of the loopback socket whose local port this is."""
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        try:
            with open(table, encoding="ascii") as lines:
                next(lines)
                for line in lines:
                    fields = line.split()
                    if int(fields[1].rpartition(":")[2], 16) == port and fields[9] != "0":
                        return fields[9]
        except OSError:
            continue
    return None
