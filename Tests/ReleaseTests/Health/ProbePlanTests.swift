import AWS
import Release
import Testing

@Suite("A plan explains the rule and sends nothing")
struct ProbePlanTests {
  @Test("the plan of the defaults, word for word")
  func text() throws {
    let one = try Rate(argument: "1%")
    let rule = try ProbeRule.calibrated(
      tolerate: one, reject: Rate(argument: "5%"), risk: one)
    #expect(
      ProbePlan(rule).text == """
        a version that fails 1% of its requests is called unhealthy in 0.996% of all checks (--risk 1%)
        a version that fails 5% of its requests is called healthy in 0.969% of all checks (--risk 1%)

        a good answer adds 1 to the score, a failed one takes 39 away
          at +112  healthy (status 0)
          at -99  unhealthy (status 1)
          after 500 probes without either  inconclusive (status 2)

        healthy after           unhealthy at
        112 probes  0 failed    the 3rd failure within 21 probes
        152 probes  1 failed    the 4th failure within 61 probes
        192 probes  2 failed    the 5th failure within 101 probes
        232 probes  3 failed    the 6th failure within 141 probes
        272 probes  4 failed    the 7th failure within 181 probes
        and so on: 40 probes more for each failure

        true rate   healthy  unhealthy  inconclusive  probes on average
               0%      100%         0%            0%                112
             0.1%  99.9998%    0.0002%      <0.0001%              116.7
             0.5%  99.9376%    0.0555%       0.0069%              139.8
               1%    98.07%     0.996%         0.93%              182.3
            2.24%     51.8%      29.8%         18.4%              278.2
               5%    0.969%     98.68%        0.352%              110.6
              10%   0.0009%   99.9991%      <0.0001%                 38
             100%        0%       100%            0%                  3

        """)
  }

  @Test("the plan for a program carries the same numbers")
  func json() throws {
    let one = try Rate(argument: "1%")
    let rule = try ProbeRule.calibrated(tolerate: one, reject: Rate(argument: "5%"), risk: one)
    let plan = try JSONValue.parse(ProbePlan(rule).json.serialized)
    #expect(
      plan["Rule"]?.serialized
        == #"{"Tolerate":0.01,"Reject":0.05,"Risk":0.01,"Failure":-39,"HealthyAt":112,"#
        + #""UnhealthyAt":-99,"MaxProbes":500}"#)
    #expect(plan["HealthyAfter"]?.array?.first?.serialized == #"{"Failed":0,"Probes":112}"#)
    #expect(plan["UnhealthyWithin"]?.array?.first?.serialized == #"{"Failed":3,"Probes":21}"#)
    let rates = try #require(plan["ErrorRates"]?.array)
    #expect(rates.first?.serialized.hasPrefix(#"{"Rate":0,"Healthy":1,"Unhealthy":0,"#) == true)
    let reject = try #require(rates.first { $0["Rate"]?.double == 0.05 })
    #expect(try #require(reject["Healthy"]?.double) <= 0.01)
  }

  @Test("a strict plan and a fixed number say so in a sentence")
  func strict() throws {
    let text = ProbePlan(try ProbeRule.all(of: 10)).text
    #expect(text.contains("10 probes, all of which must pass\n"))
    #expect(text.contains("healthy after 10 good answers in a row, unhealthy at the first failure"))
    #expect(text.contains("59.9%"))
  }
}
