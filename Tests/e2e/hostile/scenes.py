"""The commands, each with what it needs to have a good run."""

import base64
import dataclasses
import hashlib
import json
import secrets
import subprocess
import zipfile

FUNCTION = ["--function", "name-searcher"]


def random(length=40):
    return secrets.token_urlsafe(length)[:length]


def jwt():
    """A JSON web token as a job of GitHub has."""
    parts = [json.dumps({"alg": "RS256"}), json.dumps({"exp": 4070908800, "sub": random()})]
    encoded = [base64.urlsafe_b64encode(part.encode()).decode().rstrip("=") for part in parts]
    return ".".join([*encoded, random(80)])


@dataclasses.dataclass
class Scene:
    """A command's run: `state` and `record` are what an earlier scene left."""

    name: str
    argv: list
    state: str = "start"
    record: str = ""
    variables: dict = dataclasses.field(default_factory=dict)
    secrets: tuple = ("Secret", "Token")
    # Operations whose answer is hostile from the second call on, too.
    later: tuple = ()
    # Members of the function's state that go with a hostile reason.
    states: tuple = ()
    only: tuple = ()
    # Whether each error and each header is tried by itself.
    is_thorough: bool = False
    # Whether a good answer follows the first hostile one, so that the command has an end.
    is_once: bool = False


def files(home, known):
    """Writes what the commands read."""
    with zipfile.ZipFile(home / "p.zip", "w") as archive:
        archive.writestr("bootstrap", "#!/bin/sh\n")
    (home / "jwt").write_text(known["JWT"])
    keys = (
        f"aws_access_key_id = AKIDBASE\naws_secret_access_key = {known['Secret']}\n"
        f"aws_session_token = {known['Token']}\n"
    )
    role = "role_arn = arn:aws:iam::123456789012:role/r\n"
    single = "sso_account_id = 123456789012\nsso_role_name = r\n"
    (home / ".aws").mkdir()
    (home / ".aws/config").write_text(
        f"[profile base]\n{keys}[profile role]\nsource_profile = base\n{role}"
        f"[profile sso]\nsso_session = s\n{single}"
        "[sso-session s]\nsso_region = eu-central-1\nsso_start_url = https://example.com\n"
        "[profile login]\nlogin_session = arn:aws:iam::123456789012:user/u\n"
    )
    cache = home / ".aws/sso/cache"
    cache.mkdir(parents=True)
    (cache / (hashlib.sha1(b"s").hexdigest() + ".json")).write_text(
        json.dumps(
            {
                "accessToken": known["SSO"],
                "expiresAt": "2026-01-01T00:00:00Z",
                "refreshToken": known["Refresh"],
                "clientId": "client",
                "clientSecret": known["Client"],
                "registrationExpiresAt": "2099-01-01T00:00:00Z",
            }
        )
    )
    key = subprocess.run(
        ["openssl", "ecparam", "-name", "prime256v1", "-genkey", "-noout"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    known["DPoP"] = "".join(key.splitlines()[1:-1])
    cache = home / ".aws/login/cache"
    cache.mkdir(parents=True)
    session = hashlib.sha256(b"arn:aws:iam::123456789012:user/u").hexdigest()
    token = {
        "accessKeyId": "ASIALOGIN",
        "secretAccessKey": known["Secret"],
        "sessionToken": known["Token"],
        "accountId": "123456789012",
        "expiresAt": "2026-01-01T00:00:00Z",
    }
    (cache / f"{session}.json").write_text(
        json.dumps(
            {"accessToken": token, "clientId": "c", "dpopKey": key}
            | {"refreshToken": known["Refresh"], "tokenType": "urn:t", "idToken": known["JWT"]}
        )
    )


def scenes(home):
    """All scenes in order: those whose state or record others need come first."""
    package = str(home / "p.zip")
    bucket = ["--bucket", "lambda-sources"]
    alias = ["--alias", "live"]
    shift = 'shift-weight --alias live --weight 10% --force --record "$LAMBDA_RELEASE_RECORD"'
    failed = (
        {"State": "Failed", "LastUpdateStatus": "Failed"},
        {"State": "Pending", "LastUpdateStatus": "InProgress"},
    )
    yield Scene("upload", ["upload", "-n", package, *bucket, *FUNCTION], is_thorough=True)
    yield Scene("upload again", ["upload", "-n", package, *bucket, *FUNCTION], state="upload")
    yield Scene("upload dry", ["upload", "-n", package, *bucket, *FUNCTION, "--dry-run"])
    yield Scene(
        "publish",
        ["publish", *FUNCTION, *alias, "--timeout", "1s"],
        state="upload",
        record="upload",
        later=("GetFunctionConfiguration",),
        states=failed,
        is_thorough=True,
    )
    yield Scene(
        "publish dry",
        ["publish", *FUNCTION, *alias, "--dry-run"],
        state="upload",
        record="upload",
    )
    yield Scene(
        "shift-weight",
        ["shift-weight", *alias, "--weight", "10%"],
        state="publish",
        record="publish",
        later=("UpdateAlias",),
        is_thorough=True,
    )
    yield Scene(
        "shift-weight dry",
        ["shift-weight", *alias, "--weight", "10%", "--dry-run"],
        state="publish",
        record="publish",
    )
    yield Scene(
        "shift-weight creates",
        ["shift-weight", "--alias", "new", "--weight", "100%", "--create", "--force"],
        state="publish",
        record="publish",
        only=("CreateAlias",),
    )
    yield Scene(
        "shift-weight misnamed",
        ["shift-weight", "--alias", "lvie", "--weight", "10%"],
        state="misnamed",
        record="publish",
        only=("ListAliases", "ListFunctions"),
    )
    yield Scene(
        "healthcheck",
        ["healthcheck", "--probes", "1"],
        state="shift-weight",
        record="shift-weight",
        states=failed,
        is_thorough=True,
        is_once=True,
    )
    yield Scene(
        "healthcheck watch",
        ["healthcheck", "--alias", "live", "--watch", "1s", "--give-up", "1s", "--alarm", "a"],
        state="shift-weight",
        record="shift-weight",
        is_thorough=True,
    )
    yield Scene(
        "healthcheck dry",
        ["healthcheck", "--alias", "live", "--watch", "1s", "--alarm", "a", "--dry-run"],
        state="shift-weight",
        record="shift-weight",
    )
    yield Scene(
        "rollback",
        ["rollback", "-n", *FUNCTION, *alias],
        state="shift-weight",
        later=("UpdateAlias",),
        is_thorough=True,
    )
    yield Scene(
        "rollback previous",
        ["rollback", "-n", *FUNCTION, *alias, "--to-version", "previous"],
        state="shift-weight",
        later=("UpdateAlias",),
    )
    yield Scene("rollback record", ["rollback"], state="shift-weight", record="shift-weight")
    yield Scene(
        "with-rollback",
        ["with-rollback", "--record", "FILE", "sh", "-c", f"{shift} && exit 9"],
        state="publish",
        record="publish",
        later=("UpdateAlias",),
        is_once=True,
    )
    for form in ([], ["--json"], ["--markdown"]):
        yield Scene(
            " ".join(["release-status", *form]),
            ["release-status", *FUNCTION, *alias, *form],
            state="shift-weight",
        )
    yield Scene(
        "canary",
        ["canary", *bucket, *FUNCTION, *alias, "--weights", "10%", "--bake", "0s"]
        + [package, "--", "--probes", "1"],
        later=("UpdateAlias", "GetFunctionConfiguration", "Invoke"),
        is_once=True,
    )
    yield Scene(
        "all-at-once",
        ["all-at-once", *bucket, *FUNCTION, *alias, package, "--", "--probes", "1"],
        later=("UpdateAlias", "GetFunctionConfiguration", "Invoke"),
        is_once=True,
    )
    yield from credentials(home)


def credentials(home):
    """One short command, with its credentials from each source that is asked over the network."""
    keyless = {"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": "", "AWS_SESSION_TOKEN": ""}
    role = {"AWS_ROLE_ARN": "arn:aws:iam::123456789012:role/r"}
    base = ("Secret", "Token", "SecretAccessKey", "SessionToken")
    held = ("SecretAccessKey", "SessionToken")
    for name, operations, known, variables in (
        ("role", ("AssumeRole",), base, {"AWS_PROFILE": "role"}),
        (
            "web identity",
            ("AssumeRoleWithWebIdentity",),
            ("JWT", *held),
            role | {"AWS_WEB_IDENTITY_TOKEN_FILE": str(home / "jwt")},
        ),
        (
            "github",
            ("GitHubToken", "AssumeRoleWithWebIdentity"),
            ("JWT", "GitHub", *held),
            role
            | {
                "ACTIONS_ID_TOKEN_REQUEST_URL": "URL/github",
                "ACTIONS_ID_TOKEN_REQUEST_TOKEN": "GitHub",
            },
        ),
        (
            "sso",
            ("CreateToken", "GetRoleCredentials"),
            ("SSO", "Refresh", "Client", *held),
            {"AWS_PROFILE": "sso"},
        ),
        (
            "login",
            ("CreateOAuth2Token",),
            ("Refresh", "DPoP", *base),
            {"AWS_PROFILE": "login"},
        ),
        (
            "container",
            ("ContainerCredentials",),
            ("Container", *held),
            {
                "AWS_CONTAINER_CREDENTIALS_FULL_URI": "URL/container",
                "AWS_CONTAINER_AUTHORIZATION_TOKEN": "Container",
            },
        ),
        (
            "instance",
            ("InstanceToken", "InstanceRole", "InstanceCredentials", "InstanceRegion"),
            ("Instance", *held),
            {
                "AWS_EC2_METADATA_DISABLED": "",
                "AWS_EC2_METADATA_SERVICE_ENDPOINT": "URL",
                "AWS_REGION": "",
            },
        ),
    ):
        yield Scene(
            f"credentials {name}",
            ["rollback", "-n", *FUNCTION, "--alias", "live"],
            state="shift-weight",
            variables=keyless | variables,
            secrets=known,
            only=operations,
        )
