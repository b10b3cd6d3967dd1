"""The application: MiniStack with its patches, behind the front."""

import os
from importlib.metadata import version

from . import (
    aliases,
    connection,
    functions,
    invocations,
    lambda_protocol,
    metrics,
    objects,
    permissions,
    progress,
    sessions,
    signatures,
    updates,
    versions,
)
from .control import Control
from .front import Front
from .provision import Provision
from .service import Root
from .settings import settings

PATCHES = (
    permissions,
    signatures,
    sessions,
    lambda_protocol,
    aliases,
    functions,
    progress,
    updates,
    versions,
    invocations,
    metrics,
    objects,
)


def build(options, url, account):
    """Patch MiniStack (unless it is to be raw) and put the front before it."""
    settings.begin(
        update_seconds=options.update_seconds,
        publication_delay=options.publication_delay,
        seed=options.seed,
    )
    connection.install()
    permissions.install_root()
    signatures.install_clock()
    if not options.raw:
        for patch in PATCHES:
            patch.install()
    key, secret = os.environ["AWS_ACCESS_KEY_ID"], os.environ["AWS_SECRET_ACCESS_KEY"]
    root = Root(key, secret, options.region, url)
    provision = Provision(root, options.region, account, url)
    control = Control(root, provision, account, version("ministack"))
    return Front(options.region, root, control, as_aws=not options.raw)
