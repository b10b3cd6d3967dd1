import AWS
import Testing

/// A case of the grammar: what both files say, and what profiles come of it.
struct GrammarCase: CustomTestStringConvertible, Sendable {
  let rule: String
  var config = ""
  var credentials = ""
  /// The profiles as `name: key=value, key=value`, in the order of names and keys; a line end in a
  /// value is written `|`.
  let profiles: [String]

  var testDescription: String { rule }

  init(_ rule: String, _ config: String = "", credentials: String = "", gives profiles: String...) {
    self.rule = rule
    self.config = config
    self.credentials = credentials
    self.profiles = profiles
  }
}

/// A case that breaks the grammar.
struct BrokenCase: CustomTestStringConvertible, Sendable {
  let rule: String
  let text: String
  let line: Int
  let reason: String

  var testDescription: String { rule }

  init(_ rule: String, _ text: String, line: Int, _ reason: String) {
    self.rule = rule
    self.text = text
    self.line = line
    self.reason = reason
  }
}

private func shared(
  config: String, credentials: String
) throws(SharedConfigFile.SyntaxError) -> SharedConfiguration {
  SharedConfiguration(
    config: try SharedConfigFile.parse(Array(config.utf8), kind: .config),
    credentials: try SharedConfigFile.parse(Array(credentials.utf8), kind: .credentials))
}

private func words(_ sections: [String: SharedConfigFile.Section]) -> [String] {
  sections.sorted { $0.key < $1.key }.map { name, section in
    let keys = section.sorted { $0.key < $1.key }.map {
      "\($0)=\(String($1.value.map { $0 == "\n" ? "|" : $0 }))"
    }
    return ([name + ":"] + keys).joined(separator: " ")
  }
}

@Suite("The shared files are read by the grammar of the SDKs")
struct SharedConfigFileTests {
  static let allowed: [GrammarCase] = [
    GrammarCase("an empty file has no profiles"),
    GrammarCase("a profile may be empty", "[profile a]", gives: "a:"),
    GrammarCase("two profiles may be empty", "[profile a]\n[profile b]", gives: "a:", "b:"),
    GrammarCase(
      "names hold letters, digits and - _ / . % @ : +", "[profile aZ09-_/.%@:+]",
      gives: "aZ09-_/.%@:+:"),
    GrammarCase(
      "a name may hold any character", "[profile a!b]\nk = v\n[profile ä|,(]", gives: "a!b: k=v",
      "ä|,(:"),
    GrammarCase(
      "a name with a blank is passed over", "[profile a b]\nk = v\n[profile c]", gives: "c:"),
    GrammarCase("a quoted name may have a blank", "[profile \"a b\"]\nk = v", gives: "a b: k=v"),
    GrammarCase(
      "a quoted name may have a bracket and a comment sign", "[profile \"a]#b\"]\nk = v",
      gives: "a]#b: k=v"),
    GrammarCase(
      "a quoted name with a blank in the credentials file", credentials: "[\"a b\"]\nk = v",
      gives: "a b: k=v"),
    GrammarCase("an empty quoted name is passed over", "[profile \"\"]\nk = v"),
    GrammarCase(
      "a name may be quoted in part", "[profile a\"b\"]\nk = v\n[profile 'it'\"'\"'s']",
      gives: "ab: k=v", "it's:"),
    GrammarCase(
      "a name in single quotes, as the AWS CLI writes it",
      "[profile 'a b']\nk = v\n[profile 'c\td']\n[profile 'e\\f']\n[profile '#;[x]']",
      gives: "#;[x]:", "a b: k=v", "c\td:", "e\\f:"),
    GrammarCase(
      "a backslash escapes", "[profile a\\ b]\nk = v\n[profile \"c\\\"d\\\\e\\f\"]",
      gives: "a b: k=v", "c\"d\\e\\f:"),
    GrammarCase(
      "a name in an open quote is none", "[profile it's]\nk = v\n[profile b]", gives: "b:"),
    GrammarCase(
      "a comment sign inside a name is part of it", "[profile a#b]\n[profile c;d] # x",
      gives: "a#b:", "c;d:"),
    GrammarCase(
      "the AWS CLI takes a longer word for profile as well", "[profiles a]\nk = v", gives: "a: k=v"),
    GrammarCase(
      "a name of the credentials file stands as it is",
      credentials: "[a b]\nk = v\n[it's]\n[x]y]\n[p#q]\n[ä|,(\\]\n['c d']",
      gives: "a b: k=v", "c d:", "it's:", "p#q:", "x]y:", "ä|,(\\:"),
    GrammarCase("a name is trimmed", "[profile \t a \t ]", gives: "a:"),
    GrammarCase("blanks may stand before the word profile", "[ \t profile a]", gives: "a:"),
    GrammarCase("a tab may follow the word profile", "[profile\ta]", gives: "a:"),
    GrammarCase("the word profile needs a blank after it", "[profilea]\nk = v"),
    GrammarCase("the word profile alone is no profile", "[profile]\nk = v\n[profile ]\nk = v"),
    GrammarCase("the word profile is lower case", "[Profile a]\nk = v"),
    GrammarCase(
      "a section of another kind is passed over", "[plugins]\nk = v\n[preview]\nno sign\n"),
    GrammarCase(
      "lines that continue in a section passed over are passed over",
      "[plugins]\nk = v\n  w\n[profile a]\nk = v", gives: "a: k=v"),
    GrammarCase("a profile without its word is passed over in the config file", "[a]\nk = v"),
    GrammarCase("default needs no word", "[default]\nk = v", gives: "default: k=v"),
    GrammarCase(
      "default with its word holds when it is first",
      "[profile default]\nk = v\n[default]\nother = w", gives: "default: k=v"),
    GrammarCase(
      "default with its word holds when it is last",
      "[default]\nother = w\n[profile default]\nk = v", gives: "default: k=v"),
    GrammarCase(
      "default with its word, empty, holds as well", "[default]\nother = w\n[profile default]",
      gives: "default:"),
    GrammarCase(
      "the sections of default with its word are merged around the one without",
      "[profile default]\na = 1\n[default]\nb = 2\n[profile default]\nc = 3",
      gives: "default: a=1 c=3"),
    GrammarCase("default is spelled in lower case", "[Default]\nk = v"),
    GrammarCase(
      "a profile of the credentials file has no word", credentials: "[a]\nk = v", gives: "a: k=v"),
    GrammarCase(
      "a profile of the credentials file with the word is called so",
      credentials: "[profile a]\nk = v\n[b]", gives: "b:", "profile a: k=v"),
    GrammarCase(
      "a name of the credentials file may begin with another section's word",
      credentials: "[sso-sessiona]\nk = v", gives: "sso-sessiona: k=v"),
    GrammarCase(
      "a name of the credentials file is trimmed", credentials: "[ \t a\t ]\nk = v", gives: "a: k=v"
    ),
    GrammarCase(
      "a key and its value are trimmed", "[profile a]\nk \t=  \tv w \t", gives: "a: k=v w"),
    GrammarCase("a key needs no blanks", "[profile a]\nk=v", gives: "a: k=v"),
    GrammarCase("keys are without case", "[profile a]\nKey = v", gives: "a: key=v"),
    GrammarCase(
      "a section and its keys may be indented",
      "\t# x\n  [profile a]\n  k = v\n  l = w\n    x\n\tm = y\n[profile b]\n k = v\nl = w",
      gives: "a: k=v l=w|x m=y", "b: k=v l=w"),
    GrammarCase(
      "comments may be indented anywhere",
      " ; a\n\t# b\n[profile a]\n  # c\nk = v\n  # d\n\t;e\n  w\ns3 =\n  # f\n  k = v\n  ;g",
      gives: "a: k=v|w s3=|k = v"),
    GrammarCase(
      "a non-breaking space is a blank", "[profile a]\n\u{A0}k\u{3000}=\u{A0}v\u{2003}",
      gives: "a: k=v"),
    GrammarCase("a colon may follow a key", "[profile a]\nk: v=w\nl : x", gives: "a: k=v=w l=x"),
    GrammarCase("a carriage return ends a line", "[profile a]\rk = v\rl = w", gives: "a: k=v l=w"),
    GrammarCase("the first equals sign splits", "[profile a]\nk = v=w==", gives: "a: k=v=w=="),
    GrammarCase("a value may be empty", "[profile a]\nk =\nl = v", gives: "a: k= l=v"),
    GrammarCase(
      "a value may hold any text", "[profile a]\nk = \u{1F602} ä: [x]",
      gives: "a: k=\u{1F602} ä: [x]"),
    GrammarCase("a value's quotes are part of it", "[profile a]\nk = \"v\"", gives: "a: k=\"v\""),
    GrammarCase(
      "a key with another character is passed over", "[profile a]\nin valid = v\n  w", gives: "a:"),
    GrammarCase(
      "keys hold letters, digits and - _ / . % @ : +", "[profile a]\nZ0-_/.%@:+ = v",
      gives: "a: z0-_/.%@:+=v"),
    GrammarCase(
      "lines end with a line feed or with a carriage return before it",
      "[profile a]\r\nk = v\r\n\r\nl = w\r\n", gives: "a: k=v l=w"),
    GrammarCase("a byte order mark is passed over", "\u{FEFF}[profile a]\nk = v", gives: "a: k=v"),
    GrammarCase(
      "blank lines are passed over", "\t \n[profile a]\n\n \nk = v\n\t\n", gives: "a: k=v"),
    GrammarCase(
      "a line that begins with # or ; is a comment", "#[x\n;y\n[profile a]\n# k = v\n;", gives: "a:"
    ),
    GrammarCase(
      "a comment may follow a header, with or without a blank",
      "[profile a]# x\n[profile b] ; y ]\n[profile c];", gives: "a:", "b:", "c:"),
    GrammarCase(
      "a comment in a value needs a blank before it",
      "[profile a]\nk = v # x\nl = v ; x\nm = v\t# x # y", gives: "a: k=v l=v m=v"),
    GrammarCase(
      "a comment sign without a blank is part of the value", "[profile a]\nk = v#x\nl = v;x",
      gives: "a: k=v#x l=v;x"),
    GrammarCase("a value may be a comment alone", "[profile a]\nk = # x", gives: "a: k="),
    GrammarCase(
      "an indented line continues the value", "[profile a]\nk = v\n w", gives: "a: k=v|w"),
    GrammarCase(
      "several indented lines continue the value, blank lines or not",
      "[profile a]\nk = v\n w\n\n \t x \t ", gives: "a: k=v|w|x"),
    GrammarCase(
      "a comment on a line that continues is part of the value",
      "[profile a]\nk = v\n w # x\n w ; y", gives: "a: k=v|w # x|w ; y"),
    GrammarCase(
      "a comment line does not end a value", "[profile a]\nk = v\n# x\n w", gives: "a: k=v|w"),
    GrammarCase(
      "indented lines below an empty value are a block", "[profile a]\ns3 =\n k = v",
      gives: "a: s3=|k = v"),
    GrammarCase(
      "a block's value may be empty", "[profile a]\ns3 =\n k =\n l =", gives: "a: s3=|k =|l ="),
    GrammarCase(
      "a block may have blank lines and comments", "[profile a]\ns3 =\n k = v\n\t \n # x\n l = w",
      gives: "a: s3=|k = v|l = w"),
    GrammarCase(
      "a block's key may hold a blank", "[profile a]\ns3 =\n in valid = v",
      gives: "a: s3=|in valid = v"),
    GrammarCase(
      "a section written twice is merged", "[profile a]\nk = v\n[profile b]\n[profile a]\nl = w",
      gives: "a: k=v l=w", "b:"),
    GrammarCase(
      "of a key written twice the last holds", "[profile a]\nk = v\nK = w", gives: "a: k=w"),
    GrammarCase(
      "of a key in a section written twice the last holds",
      "[profile a]\nk = v\n[profile a]\nk = w", gives: "a: k=w"),
    GrammarCase(
      "a key written anew loses its block", "[profile a]\ns3 =\n k = v\ns3 =\n l = w",
      gives: "a: s3=|l = w"),
    GrammarCase(
      "a profile in both files is merged", "[profile a]\nk = v", credentials: "[a]\nl = w",
      gives: "a: k=v l=w"),
    GrammarCase(
      "of a key in both files the credentials file's holds", "[profile a]\nk = v",
      credentials: "[a]\nk = w", gives: "a: k=w"),
    GrammarCase(
      "default with its word is merged with the credentials file's default",
      "[profile default]\nk = v\n[default]\nx = y", credentials: "[default]\nl = w",
      gives: "default: k=v l=w"),
    GrammarCase(
      "a header of another kind is no profile",
      "[sso-session s]\nk = v\n[services t]\nl = w\n[profile a]",
      gives: "a:"),
    GrammarCase(
      "a last line needs no line end", "[profile a]\nk = v\n  w", gives: "a: k=v|w"),
  ]

  @Test("what the grammar allows", arguments: allowed)
  func allows(_ example: GrammarCase) throws {
    let shared = try shared(config: example.config, credentials: example.credentials)
    #expect(words(shared.profiles.mapValues(\.properties)) == example.profiles)
  }

  static let broken: [BrokenCase] = [
    BrokenCase("a header needs its bracket", "\n[profile a", line: 2, "must end with ']'"),
    BrokenCase(
      "a comment hides a header's bracket", "[profile a # x]", line: 1, "must end with ']'"),
    BrokenCase(
      "nothing but a comment follows a header", "[profile a] k = v", line: 1, "only a comment"),
    BrokenCase("a key needs a section", "k = v", line: 1, "section's header"),
    BrokenCase("a line that continues needs a section", " k", line: 1, "section's header"),
    BrokenCase(
      "a line that continues needs a value", "[profile a]\n k", line: 2, "expected an '='"),
    BrokenCase(
      "a header ends the value before it", "[profile a]\nk = v\n[profile a]\n w", line: 4,
      "expected an '='"),
    BrokenCase("a key needs an equals sign", "[profile a]\nk v", line: 2, "expected an '='"),
    BrokenCase("UTF-16 is named", "\u{0}[\u{0}a\u{0}]", line: 1, "the file is UTF-16"),
    BrokenCase("a key is not empty", "[profile a]\n= v", line: 2, "expected a key"),
    BrokenCase(
      "a block's key needs an equals sign", "[profile a]\ns3 =\n k", line: 3, "expected an '='"),
    BrokenCase("a block's key is not empty", "[profile a]\ns3 =\n = v", line: 3, "expected a key"),
    BrokenCase(
      "a block's later key needs an equals sign", "[default]\ns3 =\n k = v\n l", line: 4,
      "expected an '='"),
  ]

  @Test("what breaks the grammar is named with its line", arguments: broken)
  func refuses(_ example: BrokenCase) throws {
    let error = #expect(throws: SharedConfigFile.SyntaxError.self) {
      try SharedConfigFile.parse(Array(example.text.utf8), kind: .config)
    }
    #expect(error?.line == example.line)
    #expect(error?.reason.contains(example.reason) == true, "\(error?.reason ?? "")")
  }

  @Test("an SSO session and a services section are kept apart from profiles")
  func otherSections() throws {
    let text = """
      [sso-session corp]
      sso_region = eu-west-1
      [services local]
      lambda =
        endpoint_url = http://localhost:1 # ours
        Other = x
      s3 =
        endpoint_url = http://localhost:2
      [services local]
      sts =
        endpoint_url =
      """
    let file = try SharedConfigFile.parse(Array(text.utf8), kind: .config)
    #expect(file.profiles.isEmpty)
    #expect(file.ssoSessions["corp"]?["sso_region"]?.value == "eu-west-1")
    let services = try #require(file.services["local"])
    #expect(
      services["lambda"]?.nested == ["endpoint_url": "http://localhost:1", "other": "x"])
    #expect(services["s3"]?.nested == ["endpoint_url": "http://localhost:2"])
    #expect(services["sts"]?.nested == ["endpoint_url": ""])
  }

  @Test("a value knows its file and its line")
  func origin() throws {
    let shared = try shared(
      config: "[profile a]\nk = v\nl = w", credentials: "\n\n[a]\nk = x")
    let profile = try #require(shared.profiles["a"])
    #expect(profile.properties["k"]?.file == .credentials)
    #expect(profile.properties["k"]?.line == 4)
    #expect(profile.properties["l"]?.file == .config)
    #expect(profile.properties["l"]?.line == 3)
  }

  @Test("bytes that are no UTF-8 do no harm to the rest")
  func notUTF8() throws {
    let bytes: [UInt8] = Array("[profile a]\n# ".utf8) + [0xFF, 0xFE] + Array("\nk = v".utf8)
    let file = try SharedConfigFile.parse(bytes, kind: .config)
    #expect(file.profiles["a"]?["k"]?.value == "v")
  }

  @Test("random bytes are read or refused, and never crash", arguments: 0..<64)
  func random(seed: Int) {
    let pieces = [
      "[", "]", "profile ", "default", "\n", "\n ", " ", "=", "#", ";", "\"", "\r", "k", "\t", "é",
    ]
    var state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 | 1
    var text = ""
    for _ in 0..<200 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      text += pieces[Int(state >> 33) % pieces.count]
    }
    for kind in [SharedConfigFile.Kind.config, .credentials] {
      do throws(SharedConfigFile.SyntaxError) {
        let file = try SharedConfigFile.parse(Array(text.utf8), kind: kind)
        #expect(file.profiles.keys.allSatisfy { !$0.isEmpty })
      } catch {
        #expect(error.line >= 1 && error.line <= text.utf8.count { $0 == 10 } + 1)
      }
    }
  }
}
