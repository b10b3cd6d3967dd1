#!/usr/bin/env python3
"""The local AWS: MiniStack, answering as AWS where it does not by itself.

(table)
"""

import argparse
import asyncio
import logging
import os
import secrets
import socket
import string
import sys

ACCOUNT = "123456789012"


def arguments():
    """The command line."""
    parser = argparse.ArgumentParser(description="the local AWS for rehearsals and tests", allow_abbrev=False)
    parser.add_argument("--state", required=True, metavar="DIR", help="folder for the server's files")
    parser.add_argument("--remove-state", action="store_true", help="remove that folder at the end")
    parser.add_argument("--with-parent", type=int, metavar="PID", help="end when that process is gone")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--region", default="eu-central-1")
    parser.add_argument("--update-seconds", type=float, default=0.5)
    parser.add_argument("--publication-delay", type=float, default=0.0)
    parser.add_argument("--seed", type=int)
    parser.add_argument("--tls", nargs=2, metavar=("CERT", "KEY"))
    parser.add_argument("--raw", action="store_true", help="MiniStack's own behaviour")
    return parser.parse_args()


def prepare(options):
    """Listen, and set the environment that MiniStack reads when it is imported."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", options.port))
    port = listener.getsockname()[1]
    temporary = os.path.join(options.state, "tmp")
    os.makedirs(temporary, exist_ok=True)
    alphabet = string.ascii_uppercase + "234567"
    key = "AKIA" + "".join(secrets.choice(alphabet) for _ in range(16))
    for name in [name for name in os.environ if name.startswith(("AWS_", "MINISTACK_", "LOCALSTACK_"))]:
        del os.environ[name]
    os.environ.update({
        "TMPDIR": temporary, "GATEWAY_PORT": str(port), "BIND_HOST": "127.0.0.1", "MINISTACK_HOST": "localhost",
        "AUTH": "true", "SFTP_ENABLED": "0", "IOT_MTLS_ENABLED": "0", "MINISTACK_REGION": options.region,
        "MINISTACK_ACCOUNT_ID": ACCOUNT, "AWS_ACCESS_KEY_ID": key, "AWS_SECRET_ACCESS_KEY": secrets.token_hex(20),
        "LOG_LEVEL": "WARNING", "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}", "DOCKER_HOST": "unix:///nonexistent",
        "PYTHONDONTWRITEBYTECODE": "1",
    })
    return listener


def build(options, url):
    """The application: MiniStack with its patches, behind the front."""
    import ministack
    from local_aws import (aliases, connection, functions, invocations, lambda_protocol, metrics, objects,
                           permissions, signatures)
    from local_aws.control import Control
    from local_aws.front import Front
    from local_aws.provision import Provision
    from local_aws.service import Root
    from local_aws.settings import settings

    settings.begin(update_seconds=options.update_seconds, publication_delay=options.publication_delay,
                   seed=options.seed)
    connection.install()
    permissions.install_root()
    signatures.install_clock()
    if not options.raw:
        for module in (permissions, signatures, lambda_protocol, aliases, functions, invocations, metrics, objects):
            module.install()
    root = Root(os.environ["AWS_ACCESS_KEY_ID"], os.environ["AWS_SECRET_ACCESS_KEY"], options.region, url)
    provision = Provision(root, options.region, ACCOUNT, url)
    from importlib.metadata import version

    return Front(options.region, root, Control(root, provision, ACCOUNT, version("ministack")),
                 as_aws=not options.raw)


def announce(options, url):
    """Write the file that tells `start` that the server listens, whole at once."""
    lines = {
        "REHEARSAL_URL": url, "REHEARSAL_PID": os.getpid(), "REHEARSAL_DIR": options.state,
        "REHEARSAL_REGION": options.region, "REHEARSAL_ACCOUNT": ACCOUNT,
        "REHEARSAL_ROOT_KEY_ID": os.environ["AWS_ACCESS_KEY_ID"],
        "REHEARSAL_ROOT_SECRET": os.environ["AWS_SECRET_ACCESS_KEY"],
    }
    path = os.path.join(options.state, "ready")
    descriptor = os.open(path + ".new", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as ready:
        ready.writelines(f"{name}='{value}'\n" for name, value in lines.items())
    os.rename(path + ".new", path)


async def serve(options, listener, url):
    """Serve until a signal ends the process."""
    from hypercorn.asyncio import serve as hypercorn
    from hypercorn.config import Config

    front = build(options, url)
    config = Config()
    config.bind = [f"fd://{listener.fileno()}"]
    config.keep_alive_timeout = 75
    config.loglevel = "WARNING"
    if options.tls:
        config.certfile, config.keyfile = options.tls

    async def application(scope, receive, send):
        if scope["type"] != "lifespan":
            await front(scope, receive, send)
            return
        async def started(message):
            await send(message)
            if message["type"] == "lifespan.startup.complete":
                asyncio.get_running_loop().call_later(0.01, announce, options, url)
        await front(scope, receive, started)

    await hypercorn(application, config, shutdown_trigger=asyncio.Event().wait)


def main():
    """Start the server."""
    options = arguments()
    sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
    logging.getLogger("hypercorn.error").setLevel(logging.WARNING)
    from local_aws import lifetime

    listener = prepare(options)
    lifetime.own_group()
    lifetime.end_cleanly(options.state, remove=options.remove_state)
    if options.with_parent:
        lifetime.end_with(options.with_parent)
    scheme = "https" if options.tls else "http"
    asyncio.run(serve(options, listener, f"{scheme}://127.0.0.1:{listener.getsockname()[1]}"))


if __name__ == "__main__":
    main()
