"""The CI user's policy: what it allows, and what it refuses."""

import json
import unittest

from client import Caller, Case, python

ARN = "arn:aws:lambda:eu-central-1:123456789012:function:f"
USER = "arn:aws:iam::123456789012:user/ci-f"


class Policy(Case):
    """The article's policy, exactly."""

    def setUp(self):
        super().setUp()
        _, self.ci = self.published(2)

    def test_a_release_is_allowed(self):
        steps = (
            self.ci.send("PUT", "/lambda-sources/f/a.zip", python("3"), "s3"),
            self.ci.send("HEAD", "/lambda-sources/f/a.zip", service="s3"),
            self.ci.send("GET", "/lambda-sources?list-type=2", service="s3"),
            self.ci.json("PUT", "/f/code", {"S3Bucket": "lambda-sources", "S3Key": "f/a.zip"}),
            self.ci.configuration(),
            self.ci.configuration(qualifier="live"),
            self.ci.json("GET", "/f"),
            self.ci.publish(),
            self.ci.touch(),
            self.ci.invoke(),
            self.ci.invoke(qualifier="live"),
            self.ci.invoke(qualifier="1"),
        )
        self.assertEqual([step.status for step in steps], [200] * 7 + [201] + [200] * 4)

    def test_an_alias_may_be_written_but_not_read_made_or_removed(self):
        self.assertEqual(self.ci.touch().status, 200)
        for method, path, action in (
            ("GET", "/f/aliases/live", "GetAlias"),
            ("GET", "/f/aliases", "ListAliases"),
            ("POST", "/f/aliases", "CreateAlias"),
            ("DELETE", "/f/aliases/live", "DeleteAlias"),
        ):
            answer = self.ci.json(method, path, {"Name": "x"} if method == "POST" else None)
            self.refused(
                answer,
                403,
                "AccessDeniedException",
                f"User: {USER} is not authorized to perform: lambda:{action} on resource: {ARN} because no "
                f"identity-based policy allows the lambda:{action} action",
            )
            self.assertEqual(list(answer.json), ["Message"])

    def test_other_lambda_actions_are_refused(self):
        for method, path in (
            ("GET", "/f/versions"),
            ("PUT", "/f/configuration"),
            ("DELETE", "/f"),
            ("GET", ""),
        ):
            self.refused(
                self.ci.json(method, path, {} if method == "PUT" else None),
                403,
                "AccessDeniedException",
            )

    def test_a_refusal_names_the_resource(self):
        answer = self.ci.json("GET", "/f/versions")
        self.refused(
            answer,
            403,
            "AccessDeniedException",
            f"User: {USER} is not authorized to perform: lambda:ListVersionsByFunction on resource: {ARN} "
            "because no identity-based policy allows the lambda:ListVersionsByFunction action",
        )
        self.assertEqual(list(answer.json), ["Message"])
        answer = self.ci.send("DELETE", "/lambda-sources/x", service="s3")
        self.assertIn(
            's3:DeleteObject on resource: "arn:aws:s3:::lambda-sources/x" because', answer.message
        )

    def test_another_function_is_out_of_reach(self):
        self.server.setup("g")
        for answer in (
            self.ci.configuration("g"),
            self.ci.publish("g"),
            self.ci.touch("g"),
            self.ci.invoke("g"),
            self.ci.invoke("ff"),
        ):
            self.refused(answer, 403, "AccessDeniedException")

    def test_invoke_is_authorised_on_the_qualified_function(self):
        self.root.form(
            "iam",
            "PutUserPolicy",
            UserName="ci-f",
            PolicyName="release-f",
            PolicyDocument=json.dumps(
                {
                    "Version": "2012-10-17",
                    "Statement": [
                        {"Effect": "Allow", "Action": "lambda:InvokeFunction", "Resource": ARN}
                    ],
                }
            ),
        )
        self.assertEqual(self.ci.invoke().status, 200)
        self.refused(self.ci.invoke(qualifier="1"), 403, "AccessDeniedException")

    def test_another_bucket_and_other_object_actions_are_refused(self):
        self.server.setup("g", bucket="elsewhere")
        for method, path in (
            ("PUT", "/elsewhere/x"),
            ("GET", "/elsewhere/x"),
            ("DELETE", "/lambda-sources/x"),
            ("PUT", "/lambda-sources/x?tagging"),
            ("PUT", "/new-bucket"),
        ):
            self.refused(
                self.ci.send(method, path, b"" if method == "GET" else b"x", "s3"),
                403,
                "AccessDenied",
            )

    def test_cloudwatch_is_refused_unless_it_is_allowed(self):
        for operation in ("DescribeAlarms", "GetMetricData"):
            answer = self.ci.cloudwatch(operation)
            self.assertEqual(answer.status, 403, answer.body)

    def test_get_alias_can_be_allowed(self):
        _, other = self.server.setup(
            "g", also_allow=["lambda:GetAlias", "cloudwatch:DescribeAlarms"]
        )
        self.assertEqual(other.json("GET", "/g/aliases/live").status, 200)
        self.assertEqual(other.cloudwatch("DescribeAlarms").status, 200)
        self.refused(other.json("GET", "/g/aliases"), 403, "AccessDeniedException")

    def test_an_operator_may_what_the_ci_user_may_under_a_name_of_their_own(self):
        made, _ = self.server.setup("o", operator="ann")
        key = made["Operator"]
        ann = Caller(self.server.url, key["AccessKeyId"], key["SecretAccessKey"])
        self.assertEqual(ann.touch("o").status, 200)
        self.refused(ann.json("GET", "/o/aliases/live"), 403, "AccessDeniedException")
        self.assertEqual(self.server.log()[-1]["caller"], "ann")

    def test_an_operator_can_be_allowed_more_than_the_ci_user(self):
        made, ci = self.server.setup(
            "o",
            operator="ann",
            operator_may=["lambda:GetAlias", "lambda:UpdateFunctionConfiguration"],
        )
        key = made["Operator"]
        ann = Caller(self.server.url, key["AccessKeyId"], key["SecretAccessKey"])
        for path, method, body in (
            ("/o/aliases/live", "GET", None),
            ("/o/configuration", "PUT", {"Timeout": 7}),
        ):
            self.refused(ci.json(method, path, body), 403, "AccessDeniedException")
            self.assertEqual(ann.json(method, path, body).status, 200)
        self.assertEqual(ann.json("GET", "/o/aliases/live").json["Description"], "")


if __name__ == "__main__":
    unittest.main()
