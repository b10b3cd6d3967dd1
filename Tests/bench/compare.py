"""The benchmark's cases: compare.py BIN SCRATCH ROUNDS CASE... (run starts it, and makes what is in SCRATCH)."""

import os
import sys

from measure import Targets, measure

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
        ["alias", endpoint]), ROUNDS, SCRATCH, often=("ours", "curl"))


START = "loading libcurl with the 30 libraries behind it 10.4 M instructions, parsing the options 6.4 M, OpenSSL's first digest 5.2 M"


def http():
    result = call("One signed call, HTTP", HTTP)
    targets.ratio("one call, HTTP: CPU", result, "curl", "cpu", 1.5, START)
    targets.ratio("one call, HTTP: instructions", result, "curl", "instructions", 1.55, START)
    targets.ratio("one call, HTTP: CPU", result, "aws", "cpu", 1 / 38, START)
    targets.add("one call, HTTP: MB of memory", result["ours"]["memory"], 19.5, "curl's libraries alone are 13.7 MB")


def tls():
    result = call("One signed call, TLS, the system's authorities and one more", TLS)
    targets.ratio("one call, TLS: CPU", result, "curl", "cpu", 0.45, START)
    targets.ratio("one call, TLS: instructions", result, "curl", "instructions", 0.17, START)
    targets.ratio("one call, TLS: CPU", result, "aws", "cpu", 1 / 38, START)
    targets.add("one call, TLS: MB of memory", result["ours"]["memory"], 19.5, "curl's libraries alone are 13.7 MB")


def upload():
    """Into `rclone serve s3`, which checks signatures; curl sends no checksum, the others one of their own choice."""
    server = os.environ["BENCH_S3"]
    for size in (10, 50, 250):
        path = f"{SCRATCH}/{size}.zip"
        table = programs(
            ["upload", path, "-q", "-n", "--bucket", "bench", "--key", "ours.zip", "--overwrite", "--endpoint-url", server],
            ["--aws-sigv4", "aws:amz:eu-central-1:s3", "-T", path, server + "/bench/curl.zip"],
            ["s3", "cp", "--only-show-errors", path, "s3://bench/aws.zip", "--endpoint-url", server], ["put", server, path])
        if (program := os.environ.get("BENCH_S5CMD")):
            table["s5cmd"] = ([program, "--endpoint-url", server, "cp", path, "s3://bench/s5cmd.zip"], ENVIRONMENT)
        if (program := os.environ.get("BENCH_RCLONE")):
            remote = {"TYPE": "s3", "PROVIDER": "Other", "ENV_AUTH": "true", "ENDPOINT": server, "REGION": "eu-central-1"}
            settings = {"RCLONE_CONFIG": "/dev/null"} | {f"RCLONE_CONFIG_BENCH_{name}": value for name, value in remote.items()}
            words = [program, "--s3-no-check-bucket", "--ignore-times", "copyto", path, "bench:bench/rclone.zip"]
            table["rclone"] = (words, ENVIRONMENT | settings)
        table["openssl dgst (hashes, sends nothing)"] = (["openssl", "dgst", "-sha256", path], ENVIRONMENT)
        result = measure(f"Upload of {size} MB with its SHA-256, HTTP (curl hashes nothing)", table,
                         max(3, ROUNDS // 3), SCRATCH, counted=("ours", "curl") if size < 250 else ())
        if size == 10:
            targets.ratio("upload of 10 MB: CPU", result, "aws", "cpu", 1 / 20, START)
            targets.ratio("upload of 10 MB: CPU", result, "s5cmd", "cpu", 1 / 2, START)
        if size == 250:
            targets.add("upload of 250 MB: CPU ms a MB", result["ours"]["cpu"] / size, 1.15,
                        "hashing (openssl dgst) and sending (curl) together are the floor: see the table")
        targets.add(f"upload of {size} MB: MB of memory", result["ours"]["memory"], 20, "curl's libraries alone are 13.7 MB")


def probes():
    for title, endpoint in (("HTTP", HTTP), ("TLS", TLS)):
        url = endpoint + "/2015-03-31/functions/bench/invocations?[1-200]"
        # A connection a probe would hide the rest; -Z keeps them, as the others do.
        result = measure(f"200 probes, 10 at once, {title}", programs(
            ["healthcheck", "-q", "-n", "--function", "bench", "--to-version", "8", "--probes", "200", "--parallel", "10",
             "--endpoint-url", endpoint],
            ["--aws-sigv4", "aws:amz:eu-central-1:lambda", "-d", "{}", "-Z", "--parallel-max", "10", url],
            None, ["invoke", endpoint]), max(3, ROUNDS // 3), SCRATCH, often=("ours", "curl"))
        if title == "TLS":
            reason = "a probe is 0.5 M instructions: half is its signature, a third libcurl's"
            targets.ratio("200 probes, TLS: CPU", result, "curl", "cpu", 0.15, reason)
            targets.ratio("200 probes, TLS: CPU", result, "boto3", "cpu", 1 / 25, reason)
        targets.ratio(f"200 probes, {title}: instructions", result, "curl", "instructions", 1.6 if title == "HTTP" else 0.12)


def size():
    """The binaries, and what they cost before they do anything."""
    for name in ("upload", "publish", "shift-weight", "healthcheck", "rollback"):
        targets.add(f"{name}: MB (10^6 bytes)", os.path.getsize(f"{BIN}/{name}") / 1e6, 15, "FoundationEssentials is 6 MB of it")
        result = measure(f"{name} --help", {"ours": ([f"{BIN}/{name}", "--help"], ENVIRONMENT), "curl": (["curl", "--version"], ENVIRONMENT)},
                         ROUNDS, SCRATCH)
        targets.add(f"{name} --help: CPU ms", result["ours"]["cpu"], 9, START)


def canary():
    # Here and not above: what this process holds counts in the memory of those that it measures.
    import flows

    flows.canary(BIN, SCRATCH, ENVIRONMENT, ROUNDS, targets)


def wait():
    import flows

    flows.wait(BIN, SCRATCH, ENVIRONMENT, ROUNDS)


def growth():
    from growth import growth

    growth(BIN, SCRATCH, ENVIRONMENT, HTTP, targets)


cases = {"size": size, "http": http, "tls": tls, "upload": upload, "probes": probes, "canary": canary, "wait": wait, "growth": growth}
for case in sys.argv[4:]:
    cases[case]()
sys.exit(0 if targets.report() else 1)
