"""CloudWatch: what an invocation leaves, when it can be read, alarms."""

import time
import unittest

from client import Case


class Metrics(Case):
    """AWS/Lambda metrics and GetMetricData."""

    def setUp(self):
        super().setUp()
        _, self.ci = self.published(
            2, also_allow=["cloudwatch:GetMetricData", "cloudwatch:DescribeAlarms"]
        )
        self.settings(canned={"f:1": {}, "f:2": {"function_error": "Unhandled", "milliseconds": 5}})

    def query(self, name, stat="Sum", **dimensions):
        """All values of a metric under these dimensions."""
        now = time.time()
        answer = self.ci.cloudwatch(
            "GetMetricData",
            StartTime=now - 3600,
            EndTime=now + 60,
            MetricDataQueries=[
                {
                    "Id": "m",
                    "MetricStat": {
                        "Period": 60,
                        "Stat": stat,
                        "Metric": {
                            "Namespace": "AWS/Lambda",
                            "MetricName": name,
                            "Dimensions": [
                                {"Name": key, "Value": value} for key, value in dimensions.items()
                            ],
                        },
                    },
                }
            ],
        )
        self.assertEqual(answer.status, 200, answer.body)
        return answer.json["MetricDataResults"][0]["Values"]

    def total(self, name, **dimensions):
        """The sum of a metric, None when there is no point at all."""
        values = self.query(name, **dimensions)
        return sum(values) if values else None

    def test_the_executed_version_is_counted_only_under_a_weighted_alias(self):
        self.ci.invoke(qualifier="live")
        self.assertIsNone(
            self.total("Invocations", FunctionName="f", Resource="f:live", ExecutedVersion="1")
        )
        self.root.touch(RoutingConfig={"AdditionalVersionWeights": {"2": 1.0}})
        self.ci.invoke(qualifier="live")
        self.ci.invoke(qualifier="2")
        self.assertEqual(
            self.total("Invocations", FunctionName="f", Resource="f:live", ExecutedVersion="2"), 1
        )
        self.assertEqual(
            self.total("Errors", FunctionName="f", Resource="f:live", ExecutedVersion="2"), 1
        )
        self.assertEqual(self.total("Invocations", FunctionName="f", Resource="f:live"), 2)
        self.assertEqual(self.total("Invocations", FunctionName="f", Resource="f:2"), 1)
        self.assertEqual(self.total("Invocations", FunctionName="f"), 3)
        self.assertEqual(self.total("Errors", FunctionName="f"), 2)

    def test_no_invocation_is_no_point(self):
        self.assertIsNone(self.total("Invocations", FunctionName="f"))

    def test_a_throttled_invocation_is_a_throttle_and_no_invocation(self):
        self.root.send(
            "PUT", "/2017-10-31/functions/f/concurrency", '{"ReservedConcurrentExecutions":0}'
        )
        self.ci.invoke()
        self.assertEqual(self.total("Throttles", FunctionName="f"), 1)
        self.assertIsNone(self.total("Invocations", FunctionName="f"))
        self.assertIsNone(self.total("Errors", FunctionName="f"))

    def test_the_duration_is_told_in_milliseconds(self):
        self.ci.invoke(qualifier="2")
        self.assertEqual(self.query("Duration", "Average", FunctionName="f", Resource="f:2"), [5.0])

    def test_a_metric_is_kept_back_for_the_publication_delay(self):
        self.settings(publication_delay=300)
        self.ci.invoke()
        self.assertIsNone(self.total("Invocations", FunctionName="f"))
        self.forward(301)
        self.assertEqual(self.total("Invocations", FunctionName="f"), 1)

    def test_points_of_the_past_come_newest_first(self):
        self.server.control(
            "metrics",
            [
                {
                    "function": "f",
                    "alias": "live",
                    "version": "2",
                    "minutes_ago": 5,
                    "invocations": 120,
                    "errors": 4,
                },
                {
                    "function": "f",
                    "alias": "live",
                    "version": "2",
                    "minutes_ago": 3,
                    "invocations": 7,
                },
            ],
        )
        dimensions = {"FunctionName": "f", "Resource": "f:live", "ExecutedVersion": "2"}
        self.assertEqual(self.query("Invocations", **dimensions), [7, 120])
        self.assertEqual(self.query("Errors", **dimensions), [0, 4])

    def test_samples_above_a_bound_are_counted(self):
        self.server.control(
            "metrics", {"function": "f", "invocations": 4, "duration": [10, 20, 300, 400]}
        )
        self.assertEqual(self.query("Duration", "TC(100:)", FunctionName="f"), [2])
        self.assertEqual(self.query("Duration", "PR(:20)", FunctionName="f"), [50])

    def test_a_namespace_of_aws_cannot_be_written(self):
        answer = self.root.cloudwatch(
            "PutMetricData",
            Namespace="AWS/Lambda",
            MetricData=[{"MetricName": "Errors", "Value": 1}],
        )
        self.refused(
            answer,
            400,
            "InvalidParameterValue",
            "The value AWS/ for parameter Namespace is invalid.",
        )

    def test_another_region_s_metrics_are_not_these(self):
        self.settings(regions=["eu-central-1", "us-east-1"])
        self.ci.invoke()
        answer = self.root.send(
            "POST",
            "/",
            '{"Namespace":"AWS/Lambda"}',
            "monitoring",
            {
                "Content-Type": "application/x-amz-json-1.0",
                "X-Amz-Target": "GraniteServiceVersion20100801.ListMetrics",
            },
            region="us-east-1",
        )
        self.assertEqual((answer.status, answer.json["Metrics"]), (200, []))


class Alarms(Case):
    """PutMetricAlarm, SetAlarmState, DescribeAlarms."""

    def setUp(self):
        super().setUp()
        _, self.ci = self.server.setup(also_allow=["cloudwatch:DescribeAlarms"])
        answer = self.root.cloudwatch(
            "PutMetricAlarm",
            AlarmName="errors",
            Namespace="AWS/Lambda",
            MetricName="Errors",
            Statistic="Sum",
            Period=60,
            EvaluationPeriods=1,
            Threshold=0,
            ComparisonOperator="GreaterThanThreshold",
            TreatMissingData="notBreaching",
            Dimensions=[{"Name": "FunctionName", "Value": "f"}],
        )
        self.assertEqual(answer.status, 200, answer.body)

    def states(self, *names):
        """The states of the alarms with these names."""
        answer = self.ci.cloudwatch("DescribeAlarms", AlarmNames=names)
        return {alarm["AlarmName"]: alarm["StateValue"] for alarm in answer.json["MetricAlarms"]}

    def test_a_state_that_is_set_is_described(self):
        for state in ("ALARM", "OK"):
            self.root.cloudwatch(
                "SetAlarmState", AlarmName="errors", StateValue=state, StateReason="test"
            )
            self.assertEqual(self.states("errors"), {"errors": state})

    def test_an_unknown_alarm_is_silently_absent(self):
        self.assertEqual(self.states("nothing"), {})

    def test_the_article_s_user_may_not_ask(self):
        _, other = self.server.setup("g")
        answer = other.cloudwatch("DescribeAlarms")
        self.assertEqual(
            (answer.status, answer.code.removesuffix("Exception")), (403, "AccessDenied")
        )


if __name__ == "__main__":
    unittest.main()
