import AWS
import HTTP
import TestSupport
import Testing

private func configuration(
  _ region: String = "eu-west-1", endpointURL: String? = nil, environment: [String: String] = [:],
  config: String = "", script: WorldScript = WorldScript()
) throws(ConfigurationError) -> Configuration {
  script.files.contents["/home/ci/.aws/config"] = Array(config.utf8)
  let world = World.scripted(
    script, environment: ["HOME": "/home/ci"].merging(environment) { _, ours in ours })
  return try Configuration.load(
    ConfigurationOptions(region: region, endpointURL: endpointURL), world: world)
}

@Suite("Regions belong to partitions by their names")
struct PartitionTests {
  @Test(
    "a region's partition",
    arguments: [
      ("us-east-1", Partition.aws), ("mx-central-1", .aws), ("il-central-1", .aws),
      ("ap-southeast-7", .aws), ("cn-north-1", .china), ("us-gov-east-1", .usGovernment),
      ("eusc-de-east-1", .europeanSovereign), ("us-iso-west-1", .iso), ("us-isob-east-1", .isoB),
      ("eu-isoe-west-1", .isoE), ("us-isof-south-1", .isoF), ("xx-new-1", .aws),
      ("aws-cn-global", .china), ("aws-global", .aws), ("us-gov-1", .aws), ("us-gov-west-x", .aws),
    ])
  func ofRegion(region: String, partition: Partition) {
    #expect(Partition(region: region) == partition)
  }
}

@Suite("A service is called where AWS's rules put it")
struct ServiceEndpointTests {
  static let hosts: [(Service, String, Bool, Bool, String)] = [
    (.lambda, "eu-central-1", false, false, "lambda.eu-central-1.amazonaws.com"),
    (.lambda, "us-east-1", true, false, "lambda-fips.us-east-1.amazonaws.com"),
    (.lambda, "us-east-1", false, true, "lambda.us-east-1.api.aws"),
    (.lambda, "us-east-1", true, true, "lambda-fips.us-east-1.api.aws"),
    (.lambda, "cn-north-1", false, false, "lambda.cn-north-1.amazonaws.com.cn"),
    (.lambda, "eusc-de-east-1", false, true, "lambda.eusc-de-east-1.api.amazonwebservices.eu"),
    (.lambda, "us-iso-east-1", false, false, "lambda.us-iso-east-1.c2s.ic.gov"),
    (.sts, "eu-west-1", false, false, "sts.eu-west-1.amazonaws.com"),
    (.sts, "us-gov-west-1", true, false, "sts.us-gov-west-1.amazonaws.com"),
    (.sts, "us-gov-west-1", true, true, "sts-fips.us-gov-west-1.api.aws"),
    (.cloudwatch, "us-west-2", false, false, "monitoring.us-west-2.amazonaws.com"),
    (.cloudwatch, "us-gov-west-1", true, true, "monitoring.us-gov-west-1.api.aws"),
    (.sso, "eu-west-1", false, false, "portal.sso.eu-west-1.amazonaws.com"),
    (.ssoOidc, "eu-west-1", true, false, "oidc-fips.eu-west-1.amazonaws.com"),
    (.ssoOidc, "us-gov-east-1", true, false, "oidc.us-gov-east-1.amazonaws.com"),
    (.signin, "us-east-1", false, false, "us-east-1.signin.aws.amazon.com"),
    (.signin, "cn-north-1", false, false, "cn-north-1.signin.amazonaws.cn"),
    (.signin, "us-east-1", true, false, "signin-fips.us-east-1.amazonaws.com"),
    (.signin, "us-gov-west-1", true, false, "signin-fips.amazonaws-us-gov.com"),
    (.signin, "us-gov-east-1", true, false, "us-gov-east-1.signin-fips.amazonaws-us-gov.com"),
    (.s3("bucket"), "eu-west-1", false, false, "bucket.s3.eu-west-1.amazonaws.com"),
    (.s3("bucket"), "us-east-1", true, true, "bucket.s3-fips.dualstack.us-east-1.amazonaws.com"),
    (.s3("bucket"), "cn-north-1", false, true, "bucket.s3.dualstack.cn-north-1.amazonaws.com.cn"),
  ]

  @Test("by service, region, FIPS and dual stack", arguments: hosts)
  func host(
    service: Service, region: String, fips: Bool, dualStack: Bool, host: String
  ) throws {
    let endpoint = try configuration(
      region,
      environment: [
        "AWS_USE_FIPS_ENDPOINT": "\(fips)", "AWS_USE_DUALSTACK_ENDPOINT": "\(dualStack)",
      ]
    ).endpoint(for: service)
    #expect(endpoint.host == host)
    #expect(endpoint.scheme == .https)
    #expect(endpoint.port == nil)
    #expect(endpoint.pathPrefix.isEmpty)
    #expect(endpoint.signingRegion == region)
    #expect(!endpoint.explicit)
  }

  @Test(
    "pseudo regions are called where AWS's tables put them",
    arguments: [
      ("aws-global", Service.sts, "sts.amazonaws.com", "us-east-1"),
      ("aws-global", .s3("bucket"), "bucket.s3.amazonaws.com", "us-east-1"),
      ("aws-global", .lambda, "lambda.us-east-1.amazonaws.com", "us-east-1"),
      ("aws-global", .cloudwatch, "monitoring.us-east-1.amazonaws.com", "us-east-1"),
      ("aws-cn-global", .sts, "sts.cn-northwest-1.amazonaws.com.cn", "cn-northwest-1"),
      ("aws-us-gov-global", .lambda, "lambda.us-gov-west-1.amazonaws.com", "us-gov-west-1"),
      ("aws-iso-b-global", .sts, "sts.us-isob-east-1.sc2s.sgov.gov", "us-isob-east-1"),
      ("aws-eusc-global", .sts, "sts.eusc-de-east-1.amazonaws.eu", "eusc-de-east-1"),
      ("s3-external-1", .s3("bucket"), "bucket.s3-external-1.amazonaws.com", "us-east-1"),
      ("s3-external-1", .lambda, "lambda.us-east-1.amazonaws.com", "us-east-1"),
      ("fips-us-east-1", .lambda, "lambda-fips.us-east-1.amazonaws.com", "us-east-1"),
      ("us-gov-west-1-fips", .sts, "sts.us-gov-west-1.amazonaws.com", "us-gov-west-1"),
      ("fips-aws-global", .s3("bucket"), "bucket.s3-fips.us-east-1.amazonaws.com", "us-east-1"),
    ])
  func pseudo(name: String, service: Service, host: String, region: String) throws {
    let configuration = try configuration(name)
    let endpoint = try configuration.endpoint(for: service)
    #expect(endpoint.host == host)
    #expect(endpoint.signingRegion == region)
    #expect(configuration.region.name == region)
    // A region that S3 itself names is called as that.
    #expect(
      try configuration.endpoint(for: .s3("bucket"), region: Region("eu-west-1")).host
        .hasSuffix(".eu-west-1.amazonaws.com"))
  }

  @Test("requests to CloudWatch are signed for monitoring")
  func signingName() throws {
    let configuration = try configuration()
    #expect(try configuration.endpoint(for: .cloudwatch).signingName == "monitoring")
    #expect(try configuration.endpoint(for: .lambda).signingName == "lambda")
    #expect(try configuration.endpoint(for: .s3("bucket")).signingName == "s3")
  }

  @Test("another region may be asked for")
  func otherRegion() throws {
    let endpoint = try configuration().endpoint(for: .s3("bucket"), region: Region("cn-north-1"))
    #expect(endpoint.host == "bucket.s3.cn-north-1.amazonaws.com.cn")
    #expect(endpoint.signingRegion == "cn-north-1")
  }

  @Test("S3 has no FIPS endpoint in China")
  func chinaFIPS() throws {
    let configuration = try configuration(
      "cn-north-1", environment: ["AWS_USE_FIPS_ENDPOINT": "true"])
    #expect(throws: ConfigurationError.self) { try configuration.endpoint(for: .s3("bucket")) }
    #expect(
      try configuration.endpoint(for: .lambda).host == "lambda-fips.cn-north-1.amazonaws.com.cn")
  }
}

@Suite("A bucket goes into the host, or else into the path")
struct BucketTests {
  static let cases: [(String, String, String?, String, String)] = [
    // bucket, addressing style, endpoint, host, path
    ("name", "auto", nil, "name.s3.eu-west-1.amazonaws.com", ""),
    ("n-1", "virtual", nil, "n-1.s3.eu-west-1.amazonaws.com", ""),
    ("name", "path", nil, "s3.eu-west-1.amazonaws.com", "/name"),
    ("na.me", "auto", nil, "s3.eu-west-1.amazonaws.com", "/na.me"),
    ("na.me", "virtual", nil, "s3.eu-west-1.amazonaws.com", "/na.me"),
    ("Old_Name", "auto", nil, "s3.eu-west-1.amazonaws.com", "/Old_Name"),
    ("-name", "auto", nil, "s3.eu-west-1.amazonaws.com", "/-name"),
    ("na", "auto", nil, "s3.eu-west-1.amazonaws.com", "/na"),
    ("a b/c", "auto", nil, "s3.eu-west-1.amazonaws.com", "/a%20b%2Fc"),
    ("name", "auto", "http://localhost:4566", "localhost", "/name"),
    ("name", "auto", "https://s3.example/x/", "s3.example", "/x/name"),
    ("name", "virtual", "https://s3.example/x", "name.s3.example", "/x"),
    ("na.me", "virtual", "https://s3.example", "s3.example", "/na.me"),
    ("na.me", "virtual", "http://s3.example", "na.me.s3.example", ""),
    ("na..me", "virtual", "http://s3.example", "s3.example", "/na..me"),
    ("name", "virtual", "http://127.0.0.1:9000", "127.0.0.1", "/name"),
    ("name", "virtual", "http://[::1]:9000", "::1", "/name"),
    (
      String(repeating: "a", count: 63), "auto", nil,
      String(repeating: "a", count: 63) + ".s3.eu-west-1.amazonaws.com", ""
    ),
    (
      String(repeating: "a", count: 64), "auto", nil, "s3.eu-west-1.amazonaws.com",
      "/" + String(repeating: "a", count: 64)
    ),
  ]

  @Test("by name, addressing style and endpoint", arguments: cases)
  func place(bucket: String, style: String, url: String?, host: String, path: String) throws {
    let endpoint = try configuration(
      endpointURL: url, config: "[default]\ns3 =\n  addressing_style = \(style)"
    ).endpoint(for: .s3(bucket))
    #expect(endpoint.host == host)
    #expect(endpoint.pathPrefix == path)
    #expect(endpoint.explicit == (url != nil))
  }

  @Test(
    "what is no plain bucket is refused by name",
    arguments: [
      "", "arn:aws:s3:eu-west-1:1:accesspoint/x", "b--euw1-az1--x-s3", "x--op-s3", "a.mrap",
    ])
  func refused(bucket: String) throws {
    let configuration = try configuration()
    #expect(throws: ConfigurationError.self) { try configuration.endpoint(for: .s3(bucket)) }
  }
}

@Suite("An endpoint that the user gives wins over AWS's")
struct GivenEndpointTests {
  private let config = """
    [default]
    endpoint_url = http://localhost:6
    services = local
    [services local]
    lambda =
      endpoint_url = http://localhost:5
    """

  @Test("the option, the service's variable, the global one, the services section, the profile")
  func order() throws {
    var environment = [
      "AWS_ENDPOINT_URL_LAMBDA": "http://localhost:2", "AWS_ENDPOINT_URL": "http://localhost:3",
    ]
    func port(_ service: Service, option: String? = nil) throws -> Int? {
      try configuration(endpointURL: option, environment: environment, config: config)
        .endpoint(for: service).port
    }
    #expect(try port(.lambda, option: "http://localhost:1") == 1)
    #expect(try port(.lambda) == 2)
    #expect(try port(.sts) == 3)
    environment["AWS_ENDPOINT_URL_LAMBDA"] = nil
    #expect(try port(.lambda) == 3)
    environment["AWS_ENDPOINT_URL"] = " "
    #expect(try port(.lambda) == 5)
    #expect(try port(.sts) == 6)
    environment["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"] = "true"
    environment["AWS_ENDPOINT_URL"] = "http://localhost:3"
    #expect(try port(.lambda) == nil)
    #expect(try port(.lambda, option: "http://localhost:1") == 1)
  }

  @Test(
    "each service has a variable and a name in the services section",
    arguments: [
      (Service.lambda, "LAMBDA"), (.s3("bucket"), "S3"), (.sts, "STS"),
      (.cloudwatch, "CLOUDWATCH"), (.sso, "SSO"), (.ssoOidc, "SSO_OIDC"), (.signin, "SIGNIN"),
    ])
  func names(service: Service, name: String) throws {
    let url = "https://one.example:8443/base/"
    var byVariable = try configuration(environment: ["AWS_ENDPOINT_URL_\(name)": url])
      .endpoint(for: service)
    var bySection = try configuration(
      config:
        "[default]\nservices = s\n[services s]\n\(name.lowercased()) =\n  endpoint_url = \(url)"
    ).endpoint(for: service)
    #expect(byVariable.source == "AWS_ENDPOINT_URL_\(name)")
    #expect(bySection.source == "endpoint_url of \(name.lowercased()) in [services s]")
    (byVariable.source, bySection.source) = (nil, nil)
    #expect(byVariable == bySection)
    #expect(byVariable.authority == "one.example:8443")
    #expect(byVariable.pathPrefix.hasPrefix("/base"))
    #expect(byVariable.explicit)
    #expect(byVariable.signingRegion == "eu-west-1")
  }

  @Test(
    "the Host header has brackets for IPv6, and a port of its own only",
    arguments: [
      ("example.com", nil, .https, "example.com"), ("example.com", 443, .https, "example.com"),
      ("example.com", 80, .https, "example.com:80"), ("example.com", 80, .http, "example.com"),
      ("example.com", 443, .http, "example.com:443"), ("::1", 4566, .http, "[::1]:4566"),
      ("2001:db8::1", nil, .https, "[2001:db8::1]"), ("127.0.0.1", 1, .http, "127.0.0.1:1"),
    ] as [(String, Int?, HTTPRequest.Scheme, String)])
  func authority(host: String, port: Int?, scheme: HTTPRequest.Scheme, value: String) {
    let endpoint = Endpoint(
      scheme: scheme, host: host, port: port, signingRegion: "us-east-1", signingName: "lambda")
    #expect(endpoint.authority == value)
  }

  @Test("the profile may switch configured endpoints off")
  func ignored() throws {
    let configuration = try configuration(
      environment: ["AWS_ENDPOINT_URL": "http://localhost:3"],
      config: "[default]\nignore_configured_endpoint_urls = true")
    #expect(try configuration.endpoint(for: .lambda).explicit == false)
  }

  @Test("a services section that is not there is an error")
  func missingSection() throws {
    let configuration = try configuration(config: "[default]\nservices = x")
    let error = #expect(throws: ConfigurationError.self) {
      try configuration.endpoint(for: .lambda)
    }
    #expect(error?.message.contains("[services x]") == true)
  }

  @Test(
    "it wins over FIPS and dual stack, with a note",
    arguments: [
      ("AWS_USE_FIPS_ENDPOINT", ""), ("AWS_USE_DUALSTACK_ENDPOINT", ""),
      ("use_fips_endpoint of profile 'default'", "use_fips_endpoint = true"),
      ("use_dualstack_endpoint of profile 'default'", "use_dualstack_endpoint = true"),
      ("region fips-us-east-1", ""),
    ])
  func flags(source: String, line: String) throws {
    let places: [(option: String?, variables: [String: String], config: String, name: String)] = [
      ("https://one.example", [:], "", "--endpoint-url"),
      (nil, ["AWS_ENDPOINT_URL": "https://one.example"], "", "AWS_ENDPOINT_URL"),
      (nil, ["AWS_ENDPOINT_URL_LAMBDA": "https://one.example"], "", "AWS_ENDPOINT_URL_LAMBDA"),
      (
        nil, [:], "services = s\n[services s]\nlambda =\n  endpoint_url = https://one.example",
        "endpoint_url of lambda in [services s]"
      ),
    ]
    for place in places {
      let flag = source.hasPrefix("AWS") ? [source: "true"] : [:]
      let configuration = try configuration(
        source.hasPrefix("region") ? "fips-us-east-1" : "us-east-1", endpointURL: place.option,
        environment: flag.merging(place.variables) { ours, _ in ours },
        config: "[default]\n\(line)\n\(place.config)")
      #expect(try configuration.endpoint(for: .lambda).host == "one.example")
      #expect(
        try configuration.warnings(about: .lambda).map(\.description) == [
          "\(source) is not used: \(place.name) names the endpoint, one.example"
        ])
    }
    // Another service has no URL of its own, and the flag holds there.
    let only = try configuration(
      environment: [
        "AWS_USE_FIPS_ENDPOINT": "true", "AWS_ENDPOINT_URL_LAMBDA": "https://one.example",
      ])
    #expect(try only.endpoint(for: .sts).host == "sts-fips.eu-west-1.amazonaws.com")
    #expect(try only.warnings(about: .sts).isEmpty)
  }

  @Test(
    "what is no URL is refused by where it stands",
    arguments: [
      "localhost:4566", "ftp://x", "https://", "https://a b", "https://u:p@host", "https://h?x=1",
      "https://h/#f", "https://h:0", "https://h:65536", "https://h:+1", "https://[::1",
      "https://[x]",
      "https://h:", "http://h\nx", "https://.h",
    ])
  func notURL(text: String) throws {
    let configuration = try configuration(environment: ["AWS_ENDPOINT_URL": text])
    let error = #expect(throws: ConfigurationError.self) {
      try configuration.endpoint(for: .lambda)
    }
    #expect(error?.message.contains("AWS_ENDPOINT_URL") == true)
  }

  @Test(
    "a URL's parts",
    arguments: [
      ("HTTPS://Host.Example", "https host.example nil ''"),
      ("http://localhost:4566/", "http localhost 4566 ''"),
      ("https://h:443/a/b//", "https h 443 '/a/b'"),
      ("http://[FD00::1]:80/x", "http fd00::1 80 '/x'"),
      ("https://h/a%20b", "https h nil '/a%20b'"),
    ])
  func parts(text: String, words: String) throws {
    let url = try #require(EndpointURL(text))
    #expect(
      "\(url.scheme) \(url.host) \(url.port.map(String.init) ?? "nil") '\(url.path)'" == words)
  }

  @Test("plain http to another machine is warned about, to this one not")
  func warning() throws {
    let far = try configuration(endpointURL: "http://emulator.example:4566")
    #expect(try far.warnings(about: .lambda).first?.contains("emulator.example") == true)
    for url in ["http://localhost:1", "http://127.0.0.1:1", "http://[::1]:1", "https://x.example"] {
      #expect(try configuration(endpointURL: url).warnings(about: .lambda).isEmpty)
    }
    #expect(try configuration().warnings(about: .lambda).isEmpty)
  }
}
