"""The process at the other end of a connection, and those around it that a fault sends a signal to."""

import contextlib
import os
import re

# What the pid of a kill may be, beside a number.
PEERS = ("peer", "peer-parent", "peer-group", "peer-guard", "peer-script", "peer-session")
GUARD = re.compile(rb"LAMBDA_RELEASE_GUARD=(?:[^\0]* )?/proc/(\d+)/")


def signal_peers(pid, client, number):
    """Send a signal to the process that `pid` stands for, or to several."""
    for each in [pid] if pid not in PEERS else _around(pid, client):
        with contextlib.suppress(ProcessLookupError):
            if each < 0:
                os.killpg(-each, number)
            else:
                os.kill(each, number)


def _around(word, client):
    """The process ids that a word stands for, a group's negative."""
    peer = peer_process(client)
    if peer is None:
        raise RuntimeError("the process at the other end of the connection cannot be told")
    if word == "peer":
        return [peer]
    if word == "peer-parent":
        return [parent_process(peer)]
    if word == "peer-group":
        return [-os.getpgid(peer)]
    guard = guard_process(peer)
    if word == "peer-guard":
        return [guard]
    if word == "peer-script":
        return [child_above(peer, guard)]
    # The guard first: it must not see the others end.
    return [guard, *(each for each in _session(guard) if each != guard)]


def guard_process(pid):
    """The with-rollback above a process; where there is none, the leader of its session."""
    with open(f"/proc/{pid}/environ", "rb") as environment:
        found = GUARD.search(b"\0" + environment.read())
    return int(found[1]) if found else os.getsid(pid)


def child_above(pid, top):
    """The child of `top` that a process comes from, or itself."""
    while pid != top:
        parent = parent_process(pid)
        if parent in (top, 0, 1):
            break
        pid = parent
    return pid


def _session(leader):
    """The processes of the session that a process belongs to."""
    session = os.getsid(leader)
    found = []
    for name in os.listdir("/proc"):
        with contextlib.suppress(ValueError, ProcessLookupError):
            if os.getsid(int(name)) == session:
                found.append(int(name))
    return found


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
