"""Functions of container images, and packages that stay in S3."""

import base64
import unittest

from client import Case, python


class Images(Case):
    """An image's function."""

    def image(self, body, tag="r:live"):
        """An image whose function returns an expression: its URIs by tag and by digest."""
        made = self.server.control("image", {"image": tag, "package_base64": encoded(python(body))})
        return made["ImageUri"], made["ResolvedImageUri"]

    def setUp(self):
        super().setUp()
        self.made, self.ci = self.server.setup(
            image="r:live", package_base64=encoded(python("'one'")), alias="none"
        )

    def update(self, **members):
        """UpdateFunctionCode by the CI user."""
        return self.ci.json("PUT", "/f/code", members)

    def test_a_tag_is_resolved_by_the_update_and_moves_no_function(self):
        before = self.ci.configuration().json
        self.assertEqual((before["PackageType"], before["CodeSize"]), ("Image", 0))
        self.assertNotIn("Runtime", before)
        uri, digest = self.image("'two'")
        self.assertEqual(self.ci.configuration().json["CodeSha256"], before["CodeSha256"])
        answer = self.update(ImageUri=uri).json
        self.assertEqual(answer["CodeSha256"], digest.rpartition("sha256:")[2])
        self.assertEqual(self.update(ImageUri=digest).json["CodeSha256"], answer["CodeSha256"])
        code = self.ci.json("GET", "/f").json["Code"]
        self.assertEqual((code["ImageUri"], code["ResolvedImageUri"]), (digest, digest))

    def test_a_version_runs_the_image_that_it_was_made_of(self):
        self.ci.publish()
        uri, _ = self.image("'two'")
        self.update(ImageUri=uri)
        self.assertEqual(self.ci.publish().json["Version"], "2")
        self.image("'three'")
        self.assertEqual(
            [self.ci.invoke(qualifier=version).json for version in ("1", "2")], ["one", "two"]
        )

    def test_a_function_takes_only_what_its_package_type_says(self):
        self.refused(
            self.update(ZipFile=encoded(python("1"))),
            400,
            "InvalidParameterValueException",
            "Please provide ImageUri when updating a function with packageType Image.",
        )
        uri, _ = self.image("'two'")
        self.server.setup(function="g")
        self.refused(
            self.root.json("PUT", "/g/code", {"ImageUri": uri}),
            400,
            "InvalidParameterValueException",
            "Please don't provide ImageUri when updating a function with packageType Zip.",
        )

    def test_an_image_must_exist(self):
        place = self.image("'two'")[0].partition(":")[0]
        for uri, words in (
            (f"{place}:none", "does not exist"),
            (f"{place}@sha256:{'0' * 64}", "does not exist"),
            ("busybox", "is not valid"),
        ):
            self.refused(
                self.update(ImageUri=uri),
                400,
                "InvalidParameterValueException",
                f"Source image {uri} {words}. Provide a valid source image.",
            )


class Storage(Case):
    """S3ObjectStorageMode."""

    def setUp(self):
        super().setUp()
        self.made, self.ci = self.server.setup(alias="none")
        self.object = {"S3Bucket": "lambda-sources", "S3Key": "k.zip"}
        self.version = self.put("lambda-sources")

    def put(self, bucket):
        """Put a package into a bucket; the object's version."""
        answer = self.root.send("PUT", f"/{bucket}/k.zip", python("'stored'"), "s3")
        return answer.headers.get("x-amz-version-id")

    def update(self, **members):
        """UpdateFunctionCode of the object by the CI user."""
        return self.ci.json("PUT", "/f/code", {**self.object, **members})

    def resolved(self, qualifier):
        """The ResolvedS3Object that GetFunction shows."""
        return (
            self.ci.json("GET", f"/f?Qualifier={qualifier}" if qualifier else "/f")
            .json["Code"]
            .get("ResolvedS3Object")
        )

    def test_each_version_shows_where_its_code_is_kept(self):
        self.update(S3ObjectStorageMode="REFERENCE")
        self.ci.publish()
        self.update()
        self.ci.publish()
        whole = {**self.object, "S3ObjectVersion": self.version}
        self.assertEqual(self.resolved("1"), whole)
        self.assertIsNone(self.resolved("2"))
        self.update(S3ObjectStorageMode="REFERENCE", S3ObjectVersion=self.version)
        self.assertEqual(self.resolved(None), whole)

    def test_a_reference_needs_a_version_of_the_object(self):
        self.refused(
            self.update(S3ObjectStorageMode="LINK"),
            400,
            "ValidationException",
            "1 validation error detected: Value 'LINK' at 's3ObjectStorageMode' failed to satisfy "
            "constraint: Member must satisfy enum value set: [COPY, REFERENCE]",
        )
        self.root.send("PUT", "/plain-bucket", b"", "s3", region="us-east-1")
        self.put("plain-bucket")
        answer = self.root.json(
            "PUT",
            "/f/code",
            {"S3Bucket": "plain-bucket", "S3Key": "k.zip", "S3ObjectStorageMode": "REFERENCE"},
        )
        self.assertEqual(answer.status, 400)


def encoded(package):
    """A package in Base64, as text."""
    return base64.b64encode(package).decode()


if __name__ == "__main__":
    unittest.main()
