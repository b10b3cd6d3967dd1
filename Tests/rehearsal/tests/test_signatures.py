"""Signatures: what is refused, and what the refusal says."""

import base64
import hashlib
import json
import time
import unittest
from urllib.parse import urlencode
from xml.etree import ElementTree

from client import FUNCTIONS, Caller, Case, send

PATH = f"{FUNCTIONS}/f/configuration"


class Signatures(Case):
    """Requests that are signed wrongly."""

    def setUp(self):
        super().setUp()
        self.made, self.ci = self.server.setup()
        self.key, self.secret = self.made["AccessKeyId"], self.made["SecretAccessKey"]

    def caller(self, key=None, secret=None, token=None, region="eu-central-1"):
        """Someone with another key, secret, token or region."""
        return Caller(self.server.url, key or self.key, secret or self.secret, token, region)

    def test_a_wrong_secret_is_told_the_strings_that_were_expected(self):
        answer = self.caller(secret="wrong").send("GET", PATH)
        self.refused(answer, 403, "InvalidSignatureException")
        self.assertTrue(
            answer.message.startswith(
                "The request signature we calculated does not match the signature you provided. Check your AWS Secret "
                "Access Key and signing method. Consult the service documentation for details.\n\nThe Canonical String for "
                f"this request should have been\n'GET\n{PATH}\n\nhost:"
            ),
            answer.message,
        )
        self.assertIn(
            "\n\nThe String-to-Sign should have been\n'AWS4-HMAC-SHA256\n", answer.message
        )
        self.assertEqual(list(answer.json), ["message"])

    def test_root_s_signature_is_checked_too(self):
        root = self.caller(self.server.facts["REHEARSAL_ROOT_KEY_ID"], "wrong")
        self.refused(root.send("GET", PATH), 403, "InvalidSignatureException")
        self.assertEqual(self.root.send("GET", PATH).status, 200)

    def test_well_known_keys_are_not_root(self):
        for key in ("test", "000000000000", "123456789012"):
            self.refused(
                self.caller(key, "test").send("GET", PATH), 403, "UnrecognizedClientException"
            )

    def test_an_unknown_key_is_refused(self):
        answer = self.caller("AKIAUNKNOWN").send("GET", PATH)
        self.refused(
            answer,
            403,
            "UnrecognizedClientException",
            "The security token included in the request is invalid.",
        )
        self.refused(
            self.caller("AKIAUNKNOWN").send("GET", "/lambda-sources/x", service="s3"),
            403,
            "InvalidAccessKeyId",
        )

    def test_an_unsigned_request_is_refused(self):
        self.refused(
            send(self.server.url, "GET", PATH, {}),
            403,
            "MissingAuthenticationTokenException",
            "Missing Authentication Token",
        )
        self.refused(send(self.server.url, "GET", "/lambda-sources/x", {}), 403, "AccessDenied")

    def test_a_tampered_body_query_header_or_method_is_refused(self):
        path = f"{FUNCTIONS}/f/aliases/live"
        signed = self.ci.signed("PUT", path, "{}", headers={"X-Amz-Meta": "a"})
        for method, target, body, more in (
            ("PUT", path, '{"FunctionVersion":"1"}', {}),
            ("PUT", path + "?x=1", "{}", {}),
            ("PUT", path, "{}", {"X-Amz-Meta": "b"}),
            ("POST", path, "{}", {}),
        ):
            answer = send(self.server.url, method, target, {**signed, **more}, body)
            self.refused(answer, 403, "InvalidSignatureException")
        self.assertEqual(send(self.server.url, "PUT", path, signed, "{}").status, 200)

    def test_a_path_is_encoded_twice_in_the_canonical_request(self):
        path = f"{FUNCTIONS}/f%3Alive/configuration"
        self.assertEqual(self.ci.send("GET", path).status, 200)
        once = self.ci.signed("GET", f"{FUNCTIONS}/f:live/configuration")
        self.refused(send(self.server.url, "GET", path, once), 403, "InvalidSignatureException")

    def test_a_clock_that_is_off_is_refused_and_can_be_adopted(self):
        for offset, words in (
            (3600, "Signature expired: "),
            (-3600, "Signature not yet current: "),
        ):
            self.settings(clock_offset=offset)
            answer = self.ci.send("GET", PATH)
            self.refused(answer, 403, "InvalidSignatureException")
            self.assertTrue(answer.message.startswith(words), answer.message)
            self.assertIn("date", answer.headers)
            self.refused(
                self.ci.send("GET", "/lambda-sources/x", service="s3"), 403, "RequestTimeTooSkewed"
            )

    def test_a_scope_of_another_region_is_refused(self):
        self.refused(
            self.caller(region="us-east-1").send("GET", PATH),
            403,
            "InvalidSignatureException",
            "Credential should be scoped to a valid region. ",
        )
        answer = self.caller(region="us-east-1").send("GET", "/lambda-sources/x", service="s3")
        self.refused(
            answer,
            400,
            "AuthorizationHeaderMalformed",
            "The authorization header is malformed; the region "
            "'us-east-1' is wrong; expecting 'eu-central-1'",
        )
        self.assertIn(b"<Region>eu-central-1</Region>", answer.body)

    def test_a_scope_of_another_service_is_refused(self):
        self.refused(
            self.ci.send("GET", PATH, service="s3"),
            403,
            "InvalidSignatureException",
            "Credential should be scoped to correct service: 'lambda'. ",
        )
        self.refused(
            self.ci.send("GET", "/lambda-sources/x", service="lambda"),
            400,
            "AuthorizationHeaderMalformed",
        )

    def test_s3_shows_what_it_expected(self):
        answer = self.caller(secret="wrong").send("PUT", "/lambda-sources/a%20b.zip", b"x", "s3")
        self.refused(answer, 403, "SignatureDoesNotMatch")
        document = ElementTree.fromstring(answer.body)
        canonical = document.findtext("CanonicalRequest")
        self.assertTrue(canonical.startswith("PUT\n/lambda-sources/a%20b.zip\n\n"), canonical)
        self.assertEqual(
            document.findtext("StringToSign").split("\n")[-1],
            hashlib.sha256(canonical.encode()).hexdigest(),
        )
        self.assertEqual(document.findtext("AWSAccessKeyId"), self.key)
        self.assertEqual(len(document.findtext("SignatureProvided")), 64)

    def test_a_session_needs_its_token(self):
        answer = self.root.form("sts", "GetSessionToken")
        self.assertEqual(answer.status, 200, answer.body)
        parts = {
            name: answer.body.decode().partition(f"<{name}>")[2].partition("<")[0]
            for name in ("AccessKeyId", "SecretAccessKey", "SessionToken")
        }
        key, secret, token = parts.values()
        self.assertEqual(self.caller(key, secret, token).send("GET", PATH).status, 200)
        self.refused(self.caller(key, secret).send("GET", PATH), 403, "UnrecognizedClientException")
        self.assertEqual(self.caller(key, secret, "other").send("GET", PATH).status, 403)


class Sessions(Case):
    """STS sessions."""

    ROLE = "arn:aws:iam::123456789012:role/deploy"
    ISSUER = "token.actions.githubusercontent.com"

    def role(self, principal, action="sts:AssumeRole", condition=None):
        """Make the role that trusts a principal."""
        statement = {
            "Effect": "Allow",
            "Principal": principal,
            "Action": action,
            "Condition": condition or {},
        }
        made = self.root.form(
            "iam",
            "CreateRole",
            RoleName="deploy",
            AssumeRolePolicyDocument=json.dumps(
                {"Version": "2012-10-17", "Statement": [statement]}
            ),
        )
        self.assertEqual(made.status, 200, made.body)

    def token(self, seconds=600, **claims):
        """A web identity token."""
        parts = (
            {"alg": "none"},
            {
                "iss": f"https://{self.ISSUER}",
                "aud": "sts.amazonaws.com",
                "sub": "repo:me",
                "exp": time.time() + seconds,
                **claims,
            },
        )
        encoded = [
            base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")
            for part in parts
        ]
        return ".".join([*encoded, "c2ln"])

    def assume(self, token):
        """AssumeRoleWithWebIdentity, unsigned."""
        body = urlencode(
            {
                "Action": "AssumeRoleWithWebIdentity",
                "Version": "2011-06-15",
                "RoleArn": self.ROLE,
                "RoleSessionName": "run",
                "WebIdentityToken": token,
            }
        )
        return send(
            self.server.url,
            "POST",
            "/",
            {"Content-Type": "application/x-www-form-urlencoded"},
            body,
        )

    def test_a_role_that_names_the_user_can_be_assumed(self):
        made, ci = self.server.setup()
        self.role({"AWS": made["UserArn"]})
        answer = ci.form("sts", "AssumeRole", RoleArn=self.ROLE, RoleSessionName="run")
        self.assertEqual(answer.status, 200, answer.body)
        _, other = self.server.setup("g")
        self.refused(
            other.form("sts", "AssumeRole", RoleArn=self.ROLE, RoleSessionName="run"),
            403,
            "AccessDenied",
        )

    def test_a_web_identity_is_checked(self):
        self.role(
            {"Federated": f"arn:aws:iam::123456789012:oidc-provider/{self.ISSUER}"},
            "sts:AssumeRoleWithWebIdentity",
            {"StringEquals": {f"{self.ISSUER}:sub": "repo:me"}},
        )
        answer = self.assume(self.token())
        self.assertEqual(answer.status, 200, answer.body)
        self.assertIn(b"<SessionToken>", answer.body)
        self.refused(self.assume(self.token(sub="repo:other")), 403, "AccessDenied")
        self.refused(self.assume("garbage"), 400, "InvalidIdentityToken")
        self.refused(self.assume(self.token(-5)), 400, "ExpiredTokenException")


if __name__ == "__main__":
    unittest.main()
