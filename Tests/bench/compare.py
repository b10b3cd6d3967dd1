"""The benchmark's cases: compare.py BIN SCRATCH ROUNDS CASE... (run starts it, and makes what is in SCRATCH)."""

import os
import sys

from measure import Targets, find, measure

BIN, SCRATCH, ROUNDS = sys.argv[1], sys.argv[2], int(sys.argv[3])
HERE = os.path.dirname(os.path.abspath(__file__))
HTTP = "http://127.0.0.1:" + os.environ["BENCH_HTTP_PORT"]
TLS = "https://localhost:" + os.environ["BENCH_TLS_PORT"]
KEY, SECRET = "AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
ENVIRONMENT = {
    "PATH": os.environ["PATH"], "HOME": SCRATCH, "LC_ALL": "C.UTF-8", "AWS_ACCESS_KEY_ID": KEY,
    "AWS_SECRET_ACCESS_KEY": SECRET, "AWS_REGION": "eu-central-1", "AWS_DEFAULT_REGION": "eu-central-1",
    "AWS_EC2_METADATA_DISABLED": "true",
}
# The system's authorities and the server's: as one file, and as hash links. Each tool gets what it would take by itself.
BUNDLE, HASHED = SCRATCH + "/bundle.pem", SCRATCH + "/hashed"
CURL = ["curl", "-sS", "-o", "/dev/null", "--cacert", BUNDLE, "--user", f"{KEY}:{SECRET}"]
PYTHON = [sys.executable, HERE + "/boto3_client.py"]
targets = Targets()


def programs(ours, curl, aws, boto3, capath=HASHED):
    table = {"ours": ([BIN + "/" + ours[0], *ours[1:]], ENVIRONMENT | {"AWS_CA_BUNDLE": capath}), "curl": (CURL + curl, ENVIRONMENT)}
    bundled = ENVIRONMENT | {"AWS_CA_BUNDLE": BUNDLE}
    if aws and (program := os.environ.get("BENCH_AWS")):
        table["aws"] = ([program, *aws], bundled)
    if os.environ.get("BENCH_BOTO3"):
        table["boto3"] = (PYTHON + boto3, bundled)
    return table


def call(title, endpoint):
    """One signed UpdateAlias that changes nothing."""
    target = "/2015-03-31/functions/bench/aliases/live"
    return measure(title, programs(
        ["rollback", "-q", "-n", "--function", "bench", "--alias", "live", "--endpoint-url", endpoint],
        ["--aws-sigv4", "aws:amz:eu-central-1:lambda", "-X", "PUT", "-d", "{}", endpoint + target],
        ["lambda", "update-alias", "--function-name", "bench", "--name", "live", "--endpoint-url", endpoint],
        ["alias", endpoint]), ROUNDS, SCRATCH)


def http():
    result = call("One signed call, HTTP", HTTP)
    targets.ratio("one call, HTTP: instructions", result, "curl", "instructions", 1.75)
    targets.ratio("one call, HTTP: CPU", result, "aws", "cpu", 1 / 25)
    targets.ratio("one call, HTTP: CPU", result, "boto3", "cpu", 1 / 15)
    targets.add("one call, HTTP: MB of memory", result["ours"]["memory"], 24)


def tls():
    result = call("One signed call, TLS, the system's authorities and one more", TLS)
    targets.ratio("one call, TLS: instructions", result, "curl", "instructions", 0.2)
    targets.ratio("one call, TLS: CPU", result, "curl", "cpu", 0.6)
    targets.ratio("one call, TLS: CPU", result, "aws", "cpu", 1 / 20)
    targets.ratio("one call, TLS: CPU", result, "boto3", "cpu", 1 / 15)


def upload():
    for size in (10, 250):
        path = f"{SCRATCH}/{size}.zip"
        result = measure(f"Upload of {size} MB with its SHA-256, HTTP (curl hashes nothing)", programs(
            ["upload", path, "-q", "-n", "--bucket", "bench", "--key", "k.zip", "--endpoint-url", HTTP],
            ["--aws-sigv4", "aws:amz:eu-central-1:s3", "-T", path, HTTP + "/bench/k.zip"],
            ["s3api", "put-object", "--bucket", "bench", "--key", "k.zip", "--body", path, "--endpoint-url", HTTP],
            ["put", HTTP, path]), max(3, ROUNDS // 3), SCRATCH)
        targets.ratio(f"upload of {size} MB: CPU", result, "aws", "cpu", 1 / 15 if size == 10 else 1 / 2)
        targets.add(f"upload of {size} MB: MB of memory", result["ours"]["memory"], 24)
        if size == 250:
            targets.add("upload of 250 MB: CPU ms a MB", result["ours"]["cpu"] / size, 1.6)


def probes():
    for title, endpoint in (("HTTP", HTTP), ("TLS", TLS)):
        url = endpoint + "/2015-03-31/functions/bench/invocations?[1-200]"
        # A connection a probe would hide the rest; -Z keeps them, as the others do.
        result = measure(f"200 probes, 10 at once, {title}", programs(
            ["healthcheck", "-q", "-n", "--function", "bench", "--to-version", "8", "--probes", "200", "--parallel", "10",
             "--endpoint-url", endpoint],
            ["--aws-sigv4", "aws:amz:eu-central-1:lambda", "-d", "{}", "-Z", "--parallel-max", "10", url],
            None, ["invoke", endpoint]), max(3, ROUNDS // 3), SCRATCH)
        targets.ratio(f"200 probes, {title}: CPU", result, "boto3", "cpu", 1 / 10)
        targets.ratio(f"200 probes, {title}: instructions", result, "curl", "instructions", 1.6 if title == "HTTP" else 0.15)


for case in sys.argv[4:]:
    {"http": http, "tls": tls, "upload": upload, "probes": probes}[case]()
sys.exit(0 if targets.report() else 1)
