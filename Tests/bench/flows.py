"""Whole releases, and waiting for an update, beside the same by the aws cli, against the local AWS (Tests/rehearsal)."""

import json
import os
import subprocess
import sys
import urllib.request
import zipfile

from measure import measure

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
CODE = "def handler(event, context):\n    return {'statusCode': 200, 'body': '%d'}\n"


class LocalAWS:
    """A local AWS with one function, the environment of its CI user, and a package that is new before each run."""

    def __init__(self, scratch, environment, update_seconds):
        told = subprocess.run(
            [ROOT + "/Tests/rehearsal/start", "--with-parent", str(os.getpid()), "--update-seconds", str(update_seconds)],
            check=True, stdout=subprocess.PIPE, text=True).stdout
        said = dict(line.split("=", 1) for line in told.splitlines() if "=" in line)
        self.url, self.number = said["REHEARSAL_URL"].strip("'"), 0
        self.package = scratch + "/package.zip"
        self.renew()
        made = self.control("setup", {"function": "bench", "package": self.package, "alias_version": "published"})
        self.environment = environment | {
            "AWS_ENDPOINT_URL": self.url, "AWS_ACCESS_KEY_ID": made["AccessKeyId"], "AWS_SECRET_ACCESS_KEY": made["SecretAccessKey"],
            "LAMBDA_RELEASE_BIN": sys.argv[1], "PACKAGE": self.package, "BUCKET": made["Bucket"], "AWS": os.environ["BENCH_AWS"],
        }

    def control(self, path, body):
        request = urllib.request.Request(f"{self.url}/_rehearsal/{path}", json.dumps(body).encode())
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)

    def renew(self):
        """Other code, so that there is something to release."""
        self.number += 1
        with zipfile.ZipFile(self.package, "w") as package:
            package.writestr("index.py", CODE % self.number)


AWS_CANARY = """set -eu
"$AWS" s3 cp --only-show-errors "$PACKAGE" "s3://$BUCKET/aws.zip"
"$AWS" lambda update-function-code --function-name bench --s3-bucket "$BUCKET" --s3-key aws.zip >/dev/null
"$AWS" lambda wait function-updated-v2 --function-name bench
version=$("$AWS" lambda publish-version --function-name bench --query Version --output text)
old=$("$AWS" lambda update-alias --function-name bench --name live --query FunctionVersion --output text)
check() {
	for _ in 1 2 3; do
		"$AWS" lambda invoke --function-name bench --qualifier "$version" --payload '{}' /dev/stdout | grep -q 200
	done
}
check
"$AWS" lambda update-alias --function-name bench --name live --function-version "$old" \
	--routing-config "AdditionalVersionWeights={\"$version\"=0.1}" >/dev/null
check
"$AWS" lambda update-alias --function-name bench --name live --function-version "$version" \
	--routing-config 'AdditionalVersionWeights={}' >/dev/null
"""

OURS_WAIT = '"$LAMBDA_RELEASE_BIN/publish" -q -n --function bench --alias live --zip-file "$PACKAGE"'
AWS_WAIT = """set -eu
"$AWS" lambda update-function-code --function-name bench --zip-file "fileb://$PACKAGE" >/dev/null
"$AWS" lambda wait %s --function-name bench
"$AWS" lambda publish-version --function-name bench >/dev/null
"""


# What a person types who needs no guard, no schedule and no judgement in advance.
BY_HAND = """set -eu
PATH=$LAMBDA_RELEASE_BIN:$PATH
rm -f by-hand.json
publish -q --record by-hand.json --function bench --alias live --zip-file "$PACKAGE"
healthcheck -q --record by-hand.json --probes 1
for weight in 10% 50%; do
	shift-weight -q --record by-hand.json --weight "$weight"
	healthcheck -q --record by-hand.json --probes 1
done
shift-weight -q --record by-hand.json --weight 100%
"""


def guarded(local):
    """The same seven commands, and what the flow adds: the judgement before, the schedules, the guard."""
    return [ROOT + "/bin/canary", "-q", "--function", "bench", "--weights", "10%,50%", "--bake", "0", local.package, "--", "--probes", "1"]


def ours(local):
    """Six commands: upload, publish, healthcheck, shift-weight 10%, healthcheck, shift-weight 100%."""
    return [ROOT + "/bin/canary", "-q", "--bucket", local.environment["BUCKET"], "--function", "bench", "--weights", "10%", "--bake", "0",
            local.package, "--", "--probes", "3"]


def canary(BIN, SCRATCH, environment, rounds, targets):
    """A whole release, beside the same by the aws cli."""
    local = LocalAWS(SCRATCH, environment, 0)
    result = measure("A canary of six commands, 3 probes a check, the shell's own cost included", {
        "ours": (ours(local), local.environment), "aws": (["/bin/sh", "-c", AWS_CANARY], local.environment),
    }, max(3, rounds // 5), SCRATCH, counted=(), before=local.renew)
    targets.ratio("a canary as a whole: CPU", result, "aws", "cpu", 1 / 20, "a third is what by hand nobody starts: see below")
    result = measure("A canary of two shares and the promotion, and the same seven commands by hand in a file, 1 probe a check", {
        "ours": (guarded(local), local.environment), "by hand": (["/bin/sh", "-c", BY_HAND], local.environment),
    }, max(5, rounds), SCRATCH, counted=(), before=local.renew)
    targets.ratio("a canary as a whole: CPU", result, "by hand", "cpu", 1.5, "four starts: a judgement in advance, the schedule twice, the guard")


def wait(BIN, SCRATCH, environment, rounds):
    """From the new code to the published version, when the update takes 1.3 s; wall time is what counts here."""
    local = LocalAWS(SCRATCH, environment, 1.3)
    measure("New code, wait until it is there (1.3 s), publish a version", {
        "ours": (["/bin/sh", "-c", OURS_WAIT], local.environment),
        "aws, wait function-updated-v2": (["/bin/sh", "-c", AWS_WAIT % "function-updated-v2"], local.environment),
        "aws, wait function-updated": (["/bin/sh", "-c", AWS_WAIT % "function-updated"], local.environment),
    }, 3, SCRATCH, counted=(), before=local.renew)
