"""Random environments and profiles: the credentials that we find against those that botocore finds."""

import collections
import hashlib
import json
import os
import pathlib
import shutil
import time

import botocore.loaders
import botocore.session

import services

NAMES = ["default", "a", "b", "c"]
KINDS = ["static", "static", "static-config", "role", "role", "role", "role-machine", "web", "sso", "legacy", "process",
         "empty", "partial-id", "partial-secret", "split", "role-web", "role-alone", "static-role", "process-config", "login"]
ROLE = "arn:aws:iam::123456789012:role/"


class Case:
    """An environment, the shared files, and what else lies in the home folder."""

    def __init__(self, rng, home):
        self.home = home
        self.environment = {"AWS_DEFAULT_REGION": "eu-west-1", "HOME": str(home)}
        self.config = {}
        self.credentials = {}
        self.sessions = {}
        self.files = {}
        self.programs = {}
        self.kinds = {}
        self.profile = None
        self.imds = rng.random() < 0.3
        for name in NAMES:
            if rng.random() < 0.8:
                self.kinds[name] = rng.choice(KINDS)
                self.fill(rng, name, self.kinds[name])
        self.surround(rng)

    def fill(self, rng, name, kind):  # noqa: PLR0912 (one for each kind)
        """Fills a profile."""
        config, keys = {}, {"aws_access_key_id": f"AK{name}", "aws_secret_access_key": f"secret{name}"}
        if rng.random() < 0.3:
            keys["aws_session_token"] = f"token{name}"
        role = {"role_arn": ROLE + f"Role-{name}"}
        for key, values in {"external_id": ["x y"], "duration_seconds": ["900", "3600", "7200", "43200"],
                            "role_session_name": ["me@ci", "x"]}.items():
            if rng.random() < 0.2:
                role[key] = rng.choice(values)
        source = {"source_profile": rng.choice([*NAMES, *NAMES, name, "none"])}
        machine = {"credential_source": rng.choice(["Environment", "Ec2InstanceMetadata", "EcsContainer", "Other"])}
        token = str(self.home / f"jwt-{name}")
        if kind in ("static", "static-role"):
            self.credentials[name] = keys
        if kind == "static-config":
            config.update(keys)
        if kind in ("role", "static-role", "role-web"):
            config.update(role, **source)
        if kind == "role-machine":
            config.update(role, **machine)
            if rng.random() < 0.2:
                config.update(source)
        if kind == "role-alone":
            config.update(role)
        if kind in ("web", "role-web"):
            config.update(role, web_identity_token_file=token)
            self.files[token] = "jwt-of-" + name
            if rng.random() < 0.1:
                del config["role_arn"]
        if kind == "sso":
            self.sso(rng, name, config)
        if kind == "legacy":
            config.update(sso_start_url=f"https://{name}.example/start", sso_region="eu-north-1",
                          sso_account_id="123456789012", sso_role_name=f"Sso-{name}")
            self.token(rng, config["sso_start_url"])
        if kind in ("process", "process-config"):
            config["credential_process"] = f"{self.home}/give {name}"
            self.programs[config["credential_process"]] = json.dumps({
                "Version": 1, "AccessKeyId": f"AK-process-{name}", "SecretAccessKey": "s", "SessionToken": "t"})
        if kind == "process-config":
            config.update(keys)
        if kind == "login":
            self.login(rng, name, config)
        if kind == "partial-id":
            self.credentials[name] = {"aws_access_key_id": f"AK{name}"}
        if kind == "partial-secret":
            self.credentials[name] = {"aws_secret_access_key": f"secret{name}"}
        if kind == "split":
            self.credentials[name] = {"aws_access_key_id": f"AK{name}"}
            config["aws_secret_access_key"] = f"secret{name}"
        if config or name not in self.credentials:
            self.config[name] = config

    def sso(self, rng, name, config):
        """Fills a profile that names an SSO session."""
        session = f"session-{name}"
        config.update(sso_session=session, sso_account_id="123456789012", sso_role_name=f"Sso-{name}")
        self.sessions[session] = {"sso_region": "eu-north-1", "sso_start_url": f"https://{name}.example/start"}
        if rng.random() < 0.2:
            config["sso_region"] = rng.choice(["eu-north-1", "us-east-1"])
        if rng.random() < 0.1:
            del config[rng.choice(["sso_account_id", "sso_role_name"])]
        if rng.random() < 0.1:
            del self.sessions[session]
        self.token(rng, session)

    def login(self, rng, name, config):
        """Fills a profile that aws login made: credentials that last, or that are to be renewed."""
        config["login_session"] = f"arn:aws:iam::123456789012:user/{name}"
        kept = {
            "accessToken": {"accessKeyId": f"AK-login-{name}", "secretAccessKey": "s", "sessionToken": "t",
                            "accountId": "123456789012", "expiresAt": services.FAR},
            "clientId": "arn:aws:signin:::devtools/same-device", "refreshToken": "refresh-1",
            "dpopKey": services.KEY.pem}
        kind = rng.random()
        if kind < 0.4:
            kept["accessToken"]["expiresAt"] = rng.choice(
                ["2020-01-01T00:00:00Z", time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 100))])
        if kind < 0.1:
            del kept[rng.choice(["clientId", "refreshToken", "dpopKey", "accessToken"])]
        if kind < 0.9:
            file = hashlib.sha256(config["login_session"].encode()).hexdigest()
            self.files[str(self.home / f".aws/login/cache/{file}.json")] = json.dumps(kept)

    def token(self, rng, name):
        """Puts an access token where aws sso login does, or none."""
        kept = {"accessToken": "sso-token-1", "expiresAt": services.FAR, "region": "eu-north-1", "startUrl": "x"}
        kind = rng.random()
        if kind < 0.15:
            return
        if kind < 0.3:
            kept["expiresAt"] = "2020-01-01T00:00:00UTC"
        if kind > 0.7:
            kept.update(clientId="id", clientSecret="secret", refreshToken="refresh-1",
                        registrationExpiresAt=services.FAR)
            if kind > 0.8:
                kept["expiresAt"] = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 400))
        file = hashlib.sha1(name.encode()).hexdigest()
        self.files[str(self.home / f".aws/sso/cache/{file}.json")] = json.dumps(kept)

    def surround(self, rng):
        """Sets the environment."""
        kind = rng.random()
        if kind < 0.25:
            self.environment.update(AWS_ACCESS_KEY_ID="AKENV", AWS_SECRET_ACCESS_KEY="s")
            if rng.random() < 0.5:
                self.environment["AWS_SESSION_TOKEN"] = "t"
            if rng.random() < 0.1:
                self.environment["AWS_SECURITY_TOKEN"] = "legacy"
        elif kind < 0.3:
            self.environment["AWS_ACCESS_KEY_ID"] = "AKENV"
        elif kind < 0.34:
            self.environment["AWS_SECRET_ACCESS_KEY"] = "s"
        if rng.random() < 0.2:
            self.environment["AWS_WEB_IDENTITY_TOKEN_FILE"] = str(self.home / "jwt-env")
            self.files[str(self.home / "jwt-env")] = "jwt-of-env"
            if rng.random() < 0.8:
                self.environment["AWS_ROLE_ARN"] = ROLE + "Role-env"
            if rng.random() < 0.2:
                self.files[str(self.home / "jwt-env")] += "\n"
        if rng.random() < 0.2:
            self.environment["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = "BASE/container"
            if rng.random() < 0.5:
                self.environment["AWS_CONTAINER_AUTHORIZATION_TOKEN"] = "Basic abc"
        if rng.random() < 0.3:
            self.environment[rng.choice(["AWS_PROFILE", "AWS_PROFILE", "AWS_DEFAULT_PROFILE"])] = rng.choice(NAMES)
        if rng.random() < 0.3:
            self.profile = rng.choice([*NAMES, "none"])

    def texts(self):
        """The two shared files."""
        def section(header, keys):
            return "\n".join([f"[{header}]", *(f"{k} = {v}" for k, v in keys.items())]) + "\n"
        return {
            str(self.home / ".aws/config"): "".join(
                [section(n if n == "default" else f"profile {n}", k) for n, k in self.config.items()]
                + [section(f"sso-session {n}", k) for n, k in self.sessions.items()]),
            str(self.home / ".aws/credentials"): "".join(section(n, k) for n, k in self.credentials.items())}

    def variables(self, base):
        """The environment of one side."""
        variables = {k: v.replace("BASE", base) for k, v in self.environment.items()}
        variables.update(AWS_ENDPOINT_URL=base, AWS_EC2_METADATA_SERVICE_ENDPOINT=f"{base}/imds/",
                         AWS_EC2_METADATA_DISABLED=str(not self.imds))
        return variables

    @property
    def chosen(self):
        """The name of the profile that is used."""
        return self.profile or self.environment.get("AWS_PROFILE") or self.environment.get("AWS_DEFAULT_PROFILE") or "default"

    def reached(self):
        """The profiles that the chosen one leads to, itself first."""
        names = [self.chosen]
        while (source := self.config.get(names[-1], {}).get("source_profile")) and source not in names:
            names.append(source)
        return names


KNOWN = {
    "a profile that AWS_PROFILE names comes before the web identity of the environment": lambda c: (
        not c.profile and ("AWS_PROFILE" in c.environment or "AWS_DEFAULT_PROFILE" in c.environment)
        and "AWS_WEB_IDENTITY_TOKEN_FILE" in c.environment),
    "a web identity is not mixed from the environment and the profile": lambda c: (
        "AWS_WEB_IDENTITY_TOKEN_FILE" in c.environment or "AWS_ROLE_ARN" in c.environment)
        and any(c.kinds.get(n) in ("web", "role-web", "role-alone") for n in c.reached()),
    "--profile asks that profile alone, not the container or the instance": lambda c: (
        c.profile and (c.imds or "AWS_CONTAINER_CREDENTIALS_FULL_URI" in c.environment)),
    "a secret without its key id is an error in a profile, as the reverse is": lambda c: any(
        c.kinds.get(n) == "partial-secret" for n in c.reached()),
    "a pair of keys may be split over the two files": lambda c: any(
        c.kinds.get(n) == "split" for n in c.reached()),
    "AWS_SECURITY_TOKEN does not stand for AWS_SESSION_TOKEN": lambda c: "AWS_SECURITY_TOKEN" in c.environment,
    "the line end of a token file is taken off": lambda c: any(
        text.endswith("\n") for name, text in c.files.items() if "jwt" in name),
}


class Botocore:
    """The other side: botocore, in a home folder of its own."""

    def __init__(self, home):
        self.home = home
        self.loader = botocore.loaders.Loader()
        give = home / "give"
        give.write_text('#!/bin/sh\nexec cat "$0-$1"\n')
        give.chmod(0o700)

    def find(self, case, base):
        """The keys that botocore finds, or why it finds none."""
        shutil.rmtree(self.home / ".aws", ignore_errors=True)
        for name, text in {**case.files, **case.texts()}.items():
            path = pathlib.Path(name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        for command, output in case.programs.items():
            pathlib.Path(command.replace("give ", "give-")).write_text(output)
        variables = case.variables(base)
        for name in [n for n in os.environ if n.startswith("AWS_")]:
            del os.environ[name]
        os.environ.update(variables)
        session = botocore.session.Session()
        session.register_component("data_loader", self.loader)
        if case.profile:
            session.set_config_variable("profile", case.profile)
        try:
            found = session.get_credentials()
            if found is None:
                return ("none", "no credentials")
            keys = found.get_frozen_credentials()
            return (keys.access_key, keys.secret_key, keys.token)
        except Exception as error:  # botocore raises whatever it meets
            return ("none", repr(error))


def github(resolver, server):
    """What goes wrong with GitHub's own tokens, which botocore does not know; None when nothing does."""
    base = server.base("github", 0)
    answer, = resolver.ask([{"ask": "credentials", "now": int(time.time() * 1000), "environment": {
        "AWS_REGION": "eu-west-1", "AWS_ENDPOINT_URL": base, "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_ROLE_ARN": ROLE + "Job", "ACTIONS_ID_TOKEN_REQUEST_TOKEN": "request-token",
        "ACTIONS_ID_TOKEN_REQUEST_URL": f"{base}/github/token?api-version=2.0"}}])
    calls = server.calls.get(("github", 0))
    expected = [
        ("github", "bearer request-token", "api-version=2.0&audience=sts.amazonaws.com"),
        ("sts", None, {"Action": "AssumeRoleWithWebIdentity", "Version": "2011-06-15", "RoleArn": ROLE + "Job",
                       "RoleSessionName": "its own", "WebIdentityToken": "jwt-of-github"})]
    if answer.get("accessKeyId") == "AK-Job" and calls == expected:
        return None
    return f"GitHub's token: {answer} {calls}"


def compare(resolver, rng, count, home):
    """Compares random cases; the count, that of each known difference, how cases end, and the rest."""
    server = services.Services()
    other = Botocore(home)
    cases = [Case(rng, home) for _ in range(count)]
    questions = [
        {"ask": "credentials", "environment": c.variables(server.base("ours", i)), "profile": c.profile,
         "files": {**c.files, **c.texts()}, "programs": c.programs, "now": int(time.time() * 1000)}
        for i, c in enumerate(cases)]
    known, ends, failures = collections.Counter(), collections.Counter(), []
    for i, (case, answer) in enumerate(zip(cases, resolver.ask(questions), strict=True)):
        theirs = other.find(case, server.base("botocore", i))
        if "error" in answer:
            ours = ("none", answer["error"])
        else:
            ours = (answer["accessKeyId"], answer["secretAccessKey"], answer["sessionToken"])
        ends[ours[0].split("-")[0] if ours[0] != "none" else "none"] += 1
        calls = {side: server.calls.get((side, i), []) for side in ("ours", "botocore")}
        if ours[0] == "none" and theirs[0] == "none":
            continue
        if ours == theirs and calls["ours"] == calls["botocore"]:
            continue
        reason = next((name for name, test in KNOWN.items() if test(case)), None)
        if reason:
            known[reason] += 1
            continue
        failures.append(
            f"case {i}: --profile {case.profile} {case.environment}\n{chr(10).join(case.texts().values())}"
            f"\n    ours     {ours} {calls['ours']}\n    botocore {theirs} {calls['botocore']}")
    failures += [problem] if (problem := github(resolver, server)) else []
    server.shutdown()
    failures += server.faults
    return count, known, ends, failures
