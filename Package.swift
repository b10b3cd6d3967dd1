// swift-tools-version: 6.2
import PackageDescription

/// The settings of every target of ours: a warning is an error, an existential says `any`,
/// imports stay internal unless they say otherwise, and each unsafe act carries the word.
let strict: [SwiftSetting] = [
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .strictMemorySafety(),
]

/// The settings of the targets that only the commands need.
///
/// A section for each function lets the linker remove functions that nothing calls. `SigV4` and its
/// dependencies keep `strict`: other packages build them too, and choose their own flags.
let small =
  strict + [
    .unsafeFlags(["-Osize", "-Xfrontend", "-function-sections"], .when(configuration: .release))
  ]

/// How a release build links a command: with the Swift and C++ runtimes inside, so that it needs only
/// libcurl, OpenSSL and the C library.
///
/// Of each command, 6 MB are FoundationEssentials, which ArgumentParser imports. A package trait that
/// removes it is in review: apple/swift-argument-parser, pull request 932.
let standalone: [LinkerSetting] = [
  .unsafeFlags(
    [
      "-static-stdlib", "-Xclang-linker", "-static-libgcc",
      // The linker script there makes -lstdc++ the archive.
      "-L\(Context.packageDirectory)/Sources/StaticLibraries",
      // FoundationEssentials needs these. The compiler adds them only under --static-swift-stdlib.
      "-l_FoundationCollections", "-l_FoundationCShims", "-lswiftSynchronization",
      // Smaller and faster to load: equal functions merged, no symbols. Packed relocations would be
      // smaller still, and would need glibc 2.36.
      "-use-ld=lld", "-Xlinker", "--icf=all", "-Xlinker", "--no-export-dynamic", "-Xlinker", "-s",
    ], .when(platforms: [.linux], configuration: .release))
]

/// What `--version` prints after the number.
///
/// bin/install gives it, with the commit's date, and knows what is released. Otherwise it is a
/// development version, of the commit where there is git: that at which SwiftPM read this file
/// last, for it keeps what it has read until the file or the environment changes.
let origin =
  Context.environment["LAMBDA_RELEASE_ORIGIN"]
  ?? "-dev" + (Context.gitInformation.map { " (\($0.currentCommit.prefix(12)))" } ?? "")

// The guard needs Linux: its journal is a sealed memfd, which its children find in /proc.
#if os(Linux)
  let guarding = ["with-rollback"]
  let withoutGuard: [String] = []
#else
  let guarding: [String] = []
  let withoutGuard = ["Guard"]
#endif

/// The commands, each one file of options over one call into `Release`.
let commands =
  [
    "upload", "publish", "shift-weight", "healthcheck", "rollback", "release-status",
  ] + guarding

let argumentParser: Target.Dependency = .product(
  name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
  name: "lambda-release",
  products: [
    .library(name: "SigV4", targets: ["SigV4"])
  ] + commands.map { .executable(name: $0, targets: [$0]) },
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")
  ],
  targets: [
    .systemLibrary(
      name: "CCurl", pkgConfig: "libcurl",
      providers: [.apt(["libcurl4-openssl-dev"]), .brew(["curl"])]),
    .systemLibrary(
      name: "COpenSSL", pkgConfig: "libcrypto",
      providers: [.apt(["libssl-dev"]), .brew(["openssl@3"])]),
    .systemLibrary(name: "CLinux"),
    .target(name: "LibC", swiftSettings: strict),
    .target(name: "CProgram", cSettings: [.define("CPROGRAM_ORIGIN", to: "\"\(origin)\"")]),
    .target(name: "Cryptography", dependencies: ["COpenSSL"], swiftSettings: strict),
    .target(name: "SigV4", dependencies: ["Cryptography"], swiftSettings: strict),
    .target(name: "HTTP", dependencies: ["CCurl", "LibC"], swiftSettings: small),
    .target(name: "AWS", dependencies: ["Cryptography", "SigV4", "HTTP"], swiftSettings: small),
    .target(name: "Release", dependencies: ["AWS", "LibC"], swiftSettings: small),
    .target(
      name: "CommandSupport",
      dependencies: [
        "Release", "AWS", "Cryptography", "HTTP", "CLinux", "CProgram", "LibC", argumentParser,
      ],
      exclude: withoutGuard, swiftSettings: small),
  ]
    + commands.map {
      .executableTarget(
        name: $0, dependencies: ["CommandSupport", "Release", "AWS", argumentParser],
        swiftSettings: small, linkerSettings: standalone)
    } + [
      // Test doubles that more than one suite uses.
      .target(
        name: "TestSupport", dependencies: ["AWS", "HTTP", "SigV4", "LibC"],
        path: "Tests/TestSupport",
        swiftSettings: strict),
      // The signer over JSON lines, for the differential tests. Not a product: never installed.
      .executableTarget(
        name: "sigv4-oracle", dependencies: ["Cryptography", "SigV4"], path: "Tests/fuzz/signer",
        swiftSettings: strict),
      // The same for configuration, credentials and endpoints.
      .executableTarget(
        name: "configuration-oracle", dependencies: ["AWS", "HTTP", "SigV4"],
        path: "Tests/fuzz/configuration/resolver", swiftSettings: strict),
      // The rules of healthcheck under simulation, and the table of what they do. Not a product.
      .target(
        name: "HealthSimulation", dependencies: ["AWS", "Release", "LibC"],
        path: "Tests/stats/simulation", swiftSettings: strict),
      .executableTarget(
        name: "certify", dependencies: ["AWS", "Release", "HealthSimulation", "LibC"],
        path: "Tests/stats/certify", swiftSettings: strict),
      .testTarget(
        name: "CryptographyTests", dependencies: ["Cryptography", "TestSupport"],
        swiftSettings: strict),
      .testTarget(
        name: "SigV4Tests", dependencies: ["SigV4"], exclude: ["mutants"], swiftSettings: strict),
      .testTarget(
        name: "HTTPTests", dependencies: ["HTTP", "TestSupport", "LibC"], swiftSettings: strict),
      .testTarget(
        name: "AWSTests", dependencies: ["AWS", "Cryptography", "HTTP", "SigV4", "TestSupport"],
        swiftSettings: strict),
      .testTarget(
        name: "ReleaseTests",
        dependencies: ["Release", "HealthSimulation", "AWS", "HTTP", "SigV4", "TestSupport"],
        swiftSettings: strict),
      // Every interleaving of releases, faults and a rollback, over the real protocol.
      .testTarget(
        name: "ReleaseModelTests", dependencies: ["Release", "AWS", "HTTP", "TestSupport"],
        swiftSettings: strict + [.unsafeFlags(["-O"])]),
      .testTarget(
        name: "CommandTests",
        dependencies: ["CommandSupport", "Release", "AWS", "HTTP", "TestSupport", "LibC"],
        swiftSettings: strict),
    ],
  swiftLanguageModes: [.v6]
)
