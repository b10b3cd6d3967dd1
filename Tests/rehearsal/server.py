#!/usr/bin/env python3
"""The local AWS: MiniStack, answering as AWS where it does not by itself.

MiniStack (pinned in requirements.txt, unmodified) is patched in process by the modules of
local_aws/. Each row below says what MiniStack 1.5.33 does -> what AWS does, and this server with
it; the name in brackets (file and test, each without its `test_`) is the test that holds the row.
`check` also proves each row to be needed: its test fails against `--raw`.

Alias rules (aliases.py, functions.py)
  two weights: accepted -> 400 [aliases.two_weights_are_refused]
  weight above 1 or below 0: accepted -> 400 ValidationException
      [aliases.a_weight_above_one_or_below_zero_is_refused]
  weight on $LATEST: accepted -> 400 ValidationException [aliases.a_weight_on_latest_is_refused]
  weight on the primary version: accepted -> 400 [aliases.a_weight_on_the_primary_is_refused]
  primary moved onto the weighted version: accepted -> 400
      [aliases.a_primary_that_already_has_the_weight_is_refused]
  weights beside $LATEST: accepted -> 400 without Type [aliases.weights_beside_latest_are_refused]
  missing version: accepted -> 404 [aliases.a_missing_version_is_refused]
  missing alias: one message, DELETE 404 -> two messages, DELETE 204
      [aliases.a_missing_alias_is_named_differently_by_each_operation]
  alias made twice: names the alias -> names its ARN [aliases.an_alias_is_made_once]
  alias called 12: accepted -> 400 ValidationException [aliases.an_alias_is_not_a_number]
  versions of two roles: accepted -> 400 [aliases.versions_of_different_roles_are_refused]
  versions of two dead letter queues: accepted -> 400, in words of our own
      [aliases.versions_of_different_queues_are_refused]
  weights under provisioned concurrency: accepted -> 400
      [aliases.weights_under_provisioned_concurrency_are_refused]
  stale RevisionId: other words, no Type -> recorded message, Type User
      [aliases.only_the_latest_revision_is_accepted]
  refused update: partly applied -> changes nothing [aliases.a_refused_update_changes_nothing]
  Description above 256 UTF-16 units: accepted -> 400 ValidationException
      [aliases.a_description_that_is_too_long_is_refused]
  new version under provisioned concurrency: serves at once -> the one before keeps a weight of 1
      until it is ready, a setting [aliases.a_promotion_settles]
  deleting an aliased version: other words -> names the aliases
      [functions.a_version_that_an_alias_points_at_stays]

UpdateFunctionCode, PublishVersion, GetFunctionConfiguration (functions.py, limits.py)
  State during an update: Pending -> Active, InProgress with reason Creating
      [functions.an_update_is_active_and_in_progress_and_then_successful]
  length of an update: fixed 0.5 s -> a setting; UpdateFunctionConfiguration alike
      [functions.a_configuration_update_makes_the_same_progress]
  RevisionId at the end of an update: stays -> moves
      [functions.the_revision_moves_at_the_start_and_at_the_end_of_an_update]
  update or publish during an update: accepted -> 409
      [functions.nothing_else_starts_while_an_update_is_in_progress]
  code during an update: new at once -> old until it has ended
      [functions.the_old_code_serves_until_the_update_has_ended]
  DryRun: changes the code -> changes nothing [functions.a_dry_run_answers_and_changes_nothing]
  Publish=true: bare ARN, InProgress -> qualified ARN, no LastUpdateStatus
      [functions.publishing_with_the_update_answers_a_pending_version]
  missing bucket, object, object version: "Failed to fetch" -> S3's own error code
      [functions.a_missing_object_bucket_or_version_is_named]
  caller who may not read the object: deployed all the same -> 403
      [functions.the_caller_must_be_allowed_to_read_the_object]
  PublishVersion with another CodeSha256: accepted -> 400 [functions.another_code_is_refused]
  PublishVersion with a stale RevisionId: accepted -> 412 [functions.a_stale_revision_is_refused]
  RevisionId of $LATEST at PublishVersion: stays -> moves
      [functions.publishing_moves_the_revision_of_latest_and_the_version_keeps_its_own]
  configuration of an alias: under the version's ARN -> under the alias's
      [functions.an_alias_answers_with_its_primary_version_even_when_weighted]
  unknown qualifier: not named -> named, key Message [functions.an_unknown_qualifier_is_named]
  ConfigSha256: missing -> there, and another for another configuration
      [functions.the_digest_of_a_configuration_is_its_own]
  LoggingConfig: replaced -> merged, with levels in JSON
      [functions.a_part_of_the_logging_configuration_is_enough]
  configuration during an update: new at once -> old until it has ended
      [functions.the_old_configuration_serves_until_the_update_has_ended]
  members without a value: empty strings -> left out
      [functions.members_without_a_value_are_left_out]
  body that is no JSON: taken as {} -> 400 [functions.a_body_that_is_no_json_is_refused]
  name and Qualifier differ: the name wins -> 400
      [functions.a_name_that_contradicts_the_qualifier_is_refused]
  ARN of another region: other words -> 404 "not reachable"
      [functions.an_arn_of_another_region_is_out_of_reach]
  request or package too large: accepted -> 413, 400
      [functions.a_request_that_is_too_large_is_refused]

Container images, code that stays in S3 (images.py, storage.py)
  CodeSha256 of an image: empty -> its digest in hexadecimal; a tag is resolved by the update
      [images.a_tag_is_resolved_by_the_update_and_moves_no_function]
  invoking an image: by Docker -> runs the package that its manifest carries
      [images.a_version_runs_the_image_that_it_was_made_of]
  zip for an image's function, and the reverse: accepted -> 400
      [images.a_function_takes_only_what_its_package_type_says]
  image that does not exist: accepted -> 400 [images.an_image_must_exist]
  S3ObjectStorageMode: one for all versions -> each version's own, as is its ResolvedS3Object
      [images.each_version_shows_where_its_code_is_kept]
  REFERENCE without versioning, or of another value: accepted -> 400
      [images.a_reference_needs_a_version_of_the_object]

Limits of the account (rates.py)
  requests a second of Lambda's control plane: any number -> a setting, then 429
      [rates.the_control_plane_takes_so_many_requests_a_second]

Invoke (invocations.py)
  alias with weights: all to the primary -> drawn by weight, by a seed
      [invocations.a_weight_is_the_share_of_the_invocations]
  payload that is no JSON: taken as {} -> 400 [invocations.a_payload_that_is_no_json_is_refused]
  errorType in Python and Node.js: Runtime.HandlerError -> the exception's name
      [invocations.an_exception_is_status_200_with_its_own_name]
  reserved concurrency 0: ignored for versions -> 429 with Reason
      [invocations.reserved_concurrency_nought_throttles_with_a_reason]
  log tail and x-amzn-RequestId: bare output, unrelated ids -> START, END, REPORT, one id
      [invocations.the_log_tail_and_the_request_id_belong_together]

CloudWatch (metrics.py)
  dimensions: FunctionName -> also Resource, and ExecutedVersion under a weighted alias
      [metrics.the_executed_version_is_counted_only_under_a_weighted_alias]
  throttled invocation: counted as two throttles, an invocation and an error -> as one throttle
      [metrics.a_throttled_invocation_is_a_throttle_and_no_invocation]
  publication: at once -> after a delay that is a setting
      [metrics.a_metric_is_kept_back_for_the_publication_delay]
  GetMetricData in JSON: oldest first -> newest first unless ScanBy asks
      [metrics.points_of_the_past_come_newest_first]
  statistics TC and PR: the average -> counted, in percent
      [metrics.samples_above_a_bound_are_counted]
  PutMetricData into AWS/: accepted -> 400 [metrics.a_namespace_of_aws_cannot_be_written]

IAM and STS (permissions.py, sessions.py)
  Get-, Update-, DeleteAlias: checked as ListAliases -> each its own action
      [permissions.an_alias_may_be_written_but_not_read_made_or_removed]
  Invoke with a qualifier: checked on the function -> on the qualified ARN
      [permissions.invoke_is_authorised_on_the_qualified_function]
  refusal: no resource, key message -> names the resource, key Message
      [permissions.a_refusal_names_the_resource]
  role whose trust policy names the user: refused -> assumed
      [signatures.a_role_that_names_the_user_can_be_assumed]
  web identity token that is garbage or expired: 403, accepted -> 400
      [signatures.a_web_identity_is_checked]

Signatures (signatures.py)
  wrong signature: bare -> shows the canonical string and the string to sign
      [signatures.a_wrong_secret_is_told_the_strings_that_were_expected]
  scope of another region: not noticed -> 403, S3 400
      [signatures.a_scope_of_another_region_is_refused]
  scope of another service: 404 NoSuchBucket -> 403, S3 400
      [signatures.a_scope_of_another_service_is_refused]

S3 (objects.py)
  body other than the signed hash: stored -> 400 XAmzContentSHA256Mismatch
      [objects.a_body_that_was_not_signed_is_refused]
  checksum of the request: kept -> echoed in the answer too
      [objects.the_checksum_is_echoed_and_kept]
  checksum that is no base64 of its length: BadDigest -> InvalidRequest
      [objects.a_wrong_checksum_is_refused]
  x-amz-expected-bucket-owner: ignored -> 403 [objects.another_bucket_owner_is_refused]

In every mode: only the key that the server was started with is root (MiniStack: also `test` and any
12 digits), and its signature is checked (MiniStack: never).

What still differs from AWS
  - An alias write takes effect at once, or after a set time; on AWS within seconds, gradually.
  - Event invocations run once; AWS tries twice more. No invocation is throttled by rate or by
    account concurrency.
  - Provisioned concurrency moves weights when the tests say so, whatever is configured. A version
    with SnapStart is Active at once; images are MiniStack's.
  - What ConfigSha256 is made from is not documented: here it is every member that is configuration,
    the Description included.
  - CreateFunction is Active at once. GetFunctionConfiguration with a qualifier is authorised on the
    bare function.
  - GetMetricData: no metric math, no pages; XML and CBOR answers are oldest first. There are no
    metrics across functions.
  - An alarm's state is what SetAlarmState or MiniStack's own evaluation at a read makes it.
  - S3: no EntityTooSmall in multipart uploads, no CRC64NVME of its own, no bucket in a second
    region.
  - A web identity token's signature is not verified. A scope is checked before the key and the
    signature.
  - AWS refuses malformed requests before it checks permission; here permission comes first.
  - The runtimes are this machine's own python3, node and shell, whatever version the function
    names.
"""

import argparse
import asyncio
import logging
import os
import secrets
import shlex
import socket
import string
import sys

ACCOUNT = "123456789012"


def arguments():
    """The command line."""
    parser = argparse.ArgumentParser(
        description="the local AWS for rehearsals and tests", allow_abbrev=False
    )
    parser.add_argument(
        "--state", required=True, metavar="DIR", help="folder for the server's files"
    )
    parser.add_argument("--remove-state", action="store_true", help="remove that folder at the end")
    parser.add_argument(
        "--with-parent", type=int, metavar="PID", help="end when that process is gone"
    )
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
    for name in [
        name for name in os.environ if name.startswith(("AWS_", "MINISTACK_", "LOCALSTACK_"))
    ]:
        del os.environ[name]
    os.environ.update(
        {
            "TMPDIR": temporary,
            "GATEWAY_PORT": str(port),
            "BIND_HOST": "127.0.0.1",
            "MINISTACK_HOST": "localhost",
            "AUTH": "true",
            "SFTP_ENABLED": "0",
            "IOT_MTLS_ENABLED": "0",
            "MINISTACK_REGION": options.region,
            "MINISTACK_ACCOUNT_ID": ACCOUNT,
            "AWS_ACCESS_KEY_ID": key,
            "AWS_SECRET_ACCESS_KEY": secrets.token_hex(20),
            "LOG_LEVEL": "WARNING",
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
            "DOCKER_HOST": "unix:///nonexistent",
            "PYTHONDONTWRITEBYTECODE": "1",
        }
    )
    return listener


def announce(options, url):
    """Write the file that tells `start` that the server listens, whole at once."""
    lines = {
        "REHEARSAL_URL": url,
        "REHEARSAL_PID": os.getpid(),
        "REHEARSAL_DIR": options.state,
        "REHEARSAL_REGION": options.region,
        "REHEARSAL_ACCOUNT": ACCOUNT,
        "REHEARSAL_ROOT_KEY_ID": os.environ["AWS_ACCESS_KEY_ID"],
        "REHEARSAL_ROOT_SECRET": os.environ["AWS_SECRET_ACCESS_KEY"],
    }
    path = os.path.join(options.state, "ready")
    descriptor = os.open(path + ".new", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as ready:
        ready.writelines(f"{name}={shlex.quote(str(value))}\n" for name, value in lines.items())
    os.rename(path + ".new", path)


async def serve(options, listener, url):
    """Serve until a signal ends the process."""
    from hypercorn.asyncio import serve as hypercorn
    from hypercorn.config import Config

    from local_aws.application import build

    front = build(options, url, ACCOUNT)
    config = Config()
    config.bind = [f"fd://{listener.fileno()}"]
    config.keep_alive_timeout = 75
    config.loglevel = "WARNING"
    config.alpn_protocols = ["http/1.1"]
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
    os.closerange(3, 1024)
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
