"""S3: hashes, checksums, conditions, versions."""

import base64
import hashlib
import unittest

from client import Case, send

KEY = "/lambda-sources/f/p.zip"


class Objects(Case):
    """PutObject and HeadObject."""

    def setUp(self):
        super().setUp()
        _, self.ci = self.server.setup()

    def put(self, body=b"body", key=KEY, **headers):
        """PutObject; keyword names have underscores for hyphens."""
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.ci.send("PUT", key, body, "s3", given)

    def test_a_body_that_was_not_signed_is_refused(self):
        signed = self.ci.signed("PUT", KEY, b"body", "s3")
        answer = send(self.server.url, "PUT", KEY, signed, b"BODY")
        self.refused(
            answer,
            400,
            "XAmzContentSHA256Mismatch",
            "The provided 'x-amz-content-sha256' header does not match what was computed.",
        )
        self.assertIn(hashlib.sha256(b"BODY").hexdigest().encode(), answer.body)
        self.assertEqual(self.ci.send("HEAD", KEY, service="s3").status, 404)

    def test_s3_answers_have_s3_s_request_ids(self):
        answer = self.put()
        self.assertTrue(answer.headers["x-amz-request-id"] and answer.headers["x-amz-id-2"])
        self.assertNotIn("x-amzn-requestid", answer.headers)

    def test_an_unsigned_payload_is_taken(self):
        answer = self.put(X_Amz_Content_SHA256="UNSIGNED-PAYLOAD")
        self.assertEqual(answer.status, 200, answer.body)

    def test_the_checksum_is_echoed_and_kept(self):
        checksum = base64.b64encode(hashlib.sha256(b"body").digest()).decode()
        answer = self.put(x_amz_checksum_sha256=checksum)
        self.assertEqual(
            (answer.headers["x-amz-checksum-sha256"], answer.headers["x-amz-checksum-type"]),
            (checksum, "FULL_OBJECT"),
        )
        head = self.ci.send("HEAD", KEY, service="s3", headers={"x-amz-checksum-mode": "ENABLED"})
        self.assertEqual(head.headers["x-amz-checksum-sha256"], checksum)

    def test_a_wrong_checksum_is_refused(self):
        wrong = base64.b64encode(hashlib.sha256(b"other").digest()).decode()
        self.refused(
            self.put(x_amz_checksum_sha256=wrong),
            400,
            "BadDigest",
            "The SHA256 you specified did not match the calculated checksum.",
        )
        self.refused(
            self.put(x_amz_checksum_sha256="???"),
            400,
            "InvalidRequest",
            "Value for x-amz-checksum-sha256 header is invalid.",
        )
        self.refused(self.put(Content_MD5="AAAAAAAAAAAAAAAAAAAAAA=="), 400, "BadDigest")

    def test_an_object_that_exists_is_not_replaced_under_if_none_match(self):
        first = self.put(If_None_Match="*")
        self.assertEqual(first.status, 200)
        self.refused(self.put(b"other", If_None_Match="*"), 412, "PreconditionFailed")
        self.assertEqual(self.ci.send("GET", KEY, service="s3").body, b"body")

    def test_every_put_is_a_version(self):
        first, second = (self.put(body).headers["x-amz-version-id"] for body in (b"1", b"2"))
        self.assertNotEqual(first, second)
        self.assertEqual(self.ci.send("GET", f"{KEY}?versionId={first}", service="s3").body, b"1")
        self.assertEqual(
            self.ci.send("HEAD", KEY, service="s3").headers["x-amz-version-id"], second
        )

    def test_another_bucket_owner_is_refused(self):
        self.refused(self.put(x_amz_expected_bucket_owner="999999999999"), 403, "AccessDenied")
        self.assertEqual(self.put(x_amz_expected_bucket_owner="123456789012").status, 200)

    def test_a_missing_bucket_and_a_missing_key_are_told_apart(self):
        self.refused(self.ci.send("GET", "/lambda-sources/no", service="s3"), 404, "NoSuchKey")
        self.refused(self.root.send("PUT", "/no-such-bucket/x", b"x", "s3"), 404, "NoSuchBucket")

    def test_a_bucket_can_be_in_the_host_name(self):
        host = f"lambda-sources.localhost:{self.server.url.rpartition(':')[2]}"
        url, self.ci.url = self.ci.url, f"http://{host}"
        signed = self.ci.signed("PUT", "/v.zip", b"body", "s3")
        self.ci.url = url
        answer = send(self.server.url, "PUT", "/v.zip", {**signed, "Host": host}, b"body")
        self.assertEqual(answer.status, 200, answer.body)
        self.assertEqual(self.ci.send("GET", "/lambda-sources/v.zip", service="s3").body, b"body")
        self.assertEqual(
            [entry["operation"] for entry in self.server.log()], ["PutObject", "GetObject"]
        )


if __name__ == "__main__":
    unittest.main()
