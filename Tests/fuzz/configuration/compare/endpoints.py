"""Every service, region and flag: our endpoint against the one of botocore's own rule sets."""

import collections
import gzip
import json
import pathlib
import re

import botocore
from botocore.configprovider import ConfiguredEndpointProvider
from botocore.endpoint_provider import EndpointProvider
from botocore.exceptions import EndpointProviderError

DATA = pathlib.Path(botocore.__file__).parent / "data"
SERVICES = ["lambda", "s3", "sts", "cloudwatch", "sso", "sso-oidc", "signin"]
SIGNING_NAMES = {"lambda": "lambda", "s3": "s3", "sts": "sts", "cloudwatch": "monitoring"}
# Regions that no list has, in forms that each partition's rule knows, and in none.
UNLISTED = ["eu-new-9", "mx-north-2", "cn-south-7", "us-gov-north-3", "eusc-de-west-2", "us-iso-south-4",
            "us-isob-north-5", "eu-isoe-south-6", "us-isof-west-8", "zz-nowhere-1", "us-gov-1", "nowhere"]
# Names that AWS's tables take for a region, by what botocore makes of them before it asks its rules.
PSEUDO = ["aws-global", "aws-cn-global", "aws-us-gov-global", "aws-iso-global", "aws-iso-b-global", "aws-iso-e-global",
          "aws-iso-f-global", "aws-eusc-global", "s3-external-1", "fips-aws-global", "aws-global-fips",
          *(form.format(region) for form in ("fips-{}", "{}-fips") for region in (
              "us-east-1", "us-west-2", "ca-central-1", "eu-west-1", "us-gov-west-1", "us-gov-east-1", "us-iso-east-1",
              "us-isob-east-1", "cn-north-1"))]
BUCKETS = ["bucket", "b-1-x", "123", "dotted.name", "dotted..name", "Upper-Case", "under_score", "ab", "a" * 63, "-start", "end-"]
ENDPOINTS = [None, "http://127.0.0.1:4566", "http://emulator.example:4566",
             "https://proxy.example:8443/base", "https://vpce.example"]
STYLES = ["auto", "path", "virtual"]

TABLES = json.loads((DATA / "endpoints.json").read_text())["partitions"]


def real(region):
    """The region that we take a pseudo region for."""
    region = region.removeprefix("fips-").removesuffix("-fips")
    return {"aws-global": "us-east-1", "s3-external-1": "us-east-1", "aws-cn-global": "cn-northwest-1",
            "aws-us-gov-global": "us-gov-west-1", "aws-eusc-global": "eusc-de-east-1", "aws-iso-global": "us-iso-east-1",
            "aws-iso-b-global": "us-isob-east-1", "aws-iso-e-global": "eu-isoe-west-1", "aws-iso-f-global": "us-isof-south-1",
            }.get(region, region)


def has_no_host(point, theirs, ours):
    """Whether botocore makes up a host with the pseudo region's name, and we call the region that is meant."""
    name = point["region"].removeprefix("fips-").removesuffix("-fips")
    if name == "aws-us-gov-global" and ours[0] == "https://signin-fips.amazonaws-us-gov.com":
        return name in theirs[0]  # The one host of a region that does not name it.
    return name in PSEUDO and all(
        re.search(rf"[/.]{host}\.", url) for host, url in ((name, theirs[0]), (real(name), ours[0]))) and ours[1] == real(name)


def is_in_table(point, theirs, ours):
    """Whether our answer for a pseudo region is the one of AWS's older table, endpoints.json."""
    for partition in TABLES:
        entry = partition["services"].get(point["service"], {}).get("endpoints", {}).get(point["region"])
        if entry and "credentialScope" in entry:
            host = ours[0].removeprefix("https://").removeprefix(f"{point['bucket']}.").removesuffix(f"/{point['bucket']}")
            return (host, ours[1]) == (entry["hostname"], entry["credentialScope"]["region"])
    return False


# Why a point may differ, by a test of the point.
KNOWN = {
    "a pseudo region of which botocore's rules make a host that does not exist": has_no_host,
    "a pseudo region of the older table, which botocore's rules do not know": is_in_table,
    "FIPS and dual stack beside an endpoint URL: the URL holds": lambda p, theirs, ours: (
        p["endpoint"] and (p["fips"] or p["dualstack"] or "fips" in p["region"])
        and theirs[0] == "error" and p["endpoint"].partition("//")[2] in ours[0]),
    "the scope of a pseudo region beside an endpoint URL is the region that is meant": lambda p, theirs, ours: (
        p["endpoint"] and p["region"] in PSEUDO and ours[:2] == (theirs[0], real(p["region"]))),
    "AWS Sign-In in the European Sovereign Cloud: the later rule set's host": lambda p, theirs, ours: (
        p["service"] == "signin" and p["region"].startswith("eusc-") and not p["fips"] and not p["dualstack"]
        and not p["endpoint"] and ours[0] == f"https://{p['region']}.signin.amazonaws-eusc.eu"),
    "a dotted bucket is not put before an IP address": lambda p, theirs, ours: (
        p["service"] == "s3" and "." in p["bucket"] and p["style"] == "virtual"
        and ours[0] == f"{p['endpoint']}/{p['bucket']}" and "127.0.0.1" in p["endpoint"]),
}


def rules(service):
    """The newest rule set of a service."""
    folder = sorted((DATA / service).iterdir())[-1]
    return json.loads(gzip.decompress((folder / "endpoint-rule-set-1.json.gz").read_bytes()))


def regions():
    """Each region that botocore lists, without the pseudo regions, and some that it does not."""
    partitions = json.loads((DATA / "partitions.json").read_text())["partitions"]
    listed = [name for p in partitions for name in p["regions"] if not name.endswith("-global")]
    return listed + UNLISTED + PSEUDO


def points():
    """The grid."""
    for service in SERVICES:
        for region in regions():
            for fips in (False, True):
                for dualstack in (False, True):
                    point = {"service": service, "region": region, "fips": fips, "dualstack": dualstack}
                    if service != "s3":
                        for endpoint in (None, ENDPOINTS[3]):
                            yield dict(point, endpoint=endpoint, bucket=None, style="auto")
                        continue
                    full = region in ("us-east-1", "cn-north-1", "us-gov-west-1")
                    for bucket in BUCKETS if full else BUCKETS[:1] + BUCKETS[3:4]:
                        for endpoint in ENDPOINTS if full else ENDPOINTS[:1]:
                            for style in STYLES if full else STYLES[:1]:
                                yield dict(point, endpoint=endpoint, bucket=bucket, style=style)


def question(point):
    """A point of the grid for our resolver."""
    flags = {"AWS_USE_FIPS_ENDPOINT": str(point["fips"]), "AWS_USE_DUALSTACK_ENDPOINT": str(point["dualstack"])}
    config = f"[default]\ns3 =\n  addressing_style = {point['style']}\n"
    return {"ask": "endpoint", "service": point["service"], "region": point["region"], "bucket": point["bucket"],
            "endpoint_url": point["endpoint"], "environment": dict(flags, HOME="/home"),
            "files": {"/home/.aws/config": config}}


def botocores(providers, point):
    """What botocore's rules say of a point: the URL and the scope, or the error."""
    service = point["service"]
    # botocore.client: a pseudo region of FIPS is the region, with FIPS endpoints.
    region = point["region"].replace("fips-", "").replace("-fips", "")
    parameters = {"Region": region, "UseFIPS": point["fips"] or region != point["region"], "UseDualStack": point["dualstack"]}
    if point["endpoint"]:
        parameters["Endpoint"] = point["endpoint"]
    if service == "s3":
        style = point["style"]
        # botocore.args: a custom endpoint means path style unless the style is virtual.
        path = style == "path" or (style == "auto" and point["endpoint"] is not None)
        parameters.update(Bucket=point["bucket"], ForcePathStyle=path, UseGlobalEndpoint=False)
    elif service == "sts":
        parameters["UseGlobalEndpoint"] = False
    try:
        endpoint = providers[service].resolve_endpoint(**parameters)
    except EndpointProviderError as error:
        return ("error", str(error))
    scheme = next((s for s in endpoint.properties.get("authSchemes", []) if s["name"] == "sigv4"), {})
    return (endpoint.url.rstrip("/"), scheme.get("signingRegion", region),
            scheme.get("signingName", SIGNING_NAMES.get(service)))


def compare(resolver):
    """Compares the grid; the count of points, of the known differences, and what else differs."""
    partitions = json.loads((DATA / "partitions.json").read_text())
    providers = {s: EndpointProvider(rules(s), partitions) for s in SERVICES}
    grid = list(points())
    known, failures = collections.Counter(), []
    for point, answer in zip(grid, resolver.ask([question(p) for p in grid]), strict=True):
        theirs = botocores(providers, point)
        if "error" in answer:
            ours = ("error", answer["error"])
        else:
            name = answer["signingName"] if point["service"] in SIGNING_NAMES else None
            ours = (answer["url"].rstrip("/"), answer["signingRegion"], name)
        if ours == theirs or (ours[0] == "error" and theirs[0] == "error"):
            continue
        reason = next((name for name, test in KNOWN.items() if test(point, theirs, ours)), None)
        if reason:
            known[reason] += 1
        else:
            failures.append(f"{point}\n    ours     {ours}\n    botocore {theirs}")
    return len(grid), known, failures


def sources(rng):
    """Random places that give endpoints, as variables and sections: an option, an environment, a config file."""
    def url():
        return f"https://host-{rng.randrange(10**6)}.example"
    environment, profile, services = {}, {}, {}
    ids = [service.replace("-", "_") for service in SERVICES]
    for name in [None, *ids]:
        if rng.random() < 0.2:
            environment["AWS_ENDPOINT_URL" + (f"_{name.upper()}" if name else "")] = url()
    if rng.random() < 0.4:
        profile["endpoint_url"] = url()
    if rng.random() < 0.5:
        profile["services"] = "local"
        services = {name: {"endpoint_url": url()} for name in rng.sample(ids, rng.randint(1, 4))}
    for place, key in ((environment, "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"), (profile, "ignore_configured_endpoint_urls")):
        if rng.random() < 0.15:
            place[key] = rng.choice(["true", "false", "True"])
    return (url() if rng.random() < 0.15 else None), environment, profile, services


def given(service, option, environment, profile, services):
    """The endpoint that botocore takes from those places, or None."""
    ignore = environment.get("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", profile.get("ignore_configured_endpoint_urls", ""))
    if option or ignore.lower() == "true":
        return option
    full = {"profiles": {"default": profile}, "services": {"local": services}}
    return ConfiguredEndpointProvider(full, profile, service, environ=environment).provide()


def compare_sources(resolver, rng, count):
    """Compares which of the places that give an endpoint wins; the count and what differs."""
    questions, expected = [], []
    for _ in range(count):
        places = option, environment, profile, services = sources(rng)
        service = rng.choice(SERVICES)
        lines = ["[default]", *(f"{k} = {v}" for k, v in profile.items()), "[services local]"]
        for name, keys in services.items():
            lines += [f"{name} =", *(f"  {k} = {v}" for k, v in keys.items())]
        questions.append({
            "ask": "endpoint", "service": service, "bucket": "b", "region": "eu-west-1", "endpoint_url": option,
            "environment": dict(environment, HOME="/home"), "files": {"/home/.aws/config": "\n".join(lines)}})
        expected.append(given(service, *places))
    failures = []
    for question, theirs, answer in zip(questions, expected, resolver.ask(questions), strict=True):
        url = answer.get("url", "").removesuffix("/b")
        ours = url if url.endswith(".example") else None
        if "error" in answer or ours != theirs:
            failures.append(f"{question}\n    ours     {answer}\n    botocore {theirs}")
    return count, failures
