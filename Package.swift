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
      // Smaller and faster to load: equal functions merged, relocations packed, no symbols.
      "-use-ld=lld", "-Xlinker", "--icf=all", "-Xlinker", "-z", "-Xlinker", "pack-relative-relocs",
      "-Xlinker", "--no-export-dynamic", "-Xlinker", "-s",
    ], .when(configuration: .release))
]

/// The commands, each one file of options over one call into `Release`.
let commands = [
  "upload", "publish", "shift-weight", "healthcheck", "rollback", "with-rollback", "release-status",
]

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
      name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
    .systemLibrary(
      name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    .systemLibrary(name: "CLinux"),
    .target(name: "Cryptography", dependencies: ["COpenSSL"], swiftSettings: strict),
    .target(name: "SigV4", dependencies: ["Cryptography"], swiftSettings: strict),
    .target(name: "HTTP", dependencies: ["CCurl"], swiftSettings: small),
    .target(name: "AWS", dependencies: ["Cryptography", "SigV4", "HTTP"], swiftSettings: small),
    .target(name: "Release", dependencies: ["AWS"], swiftSettings: small),
    .target(
      name: "CommandSupport",
      dependencies: ["Release", "AWS", "Cryptography", "HTTP", "CLinux", argumentParser],
      swiftSettings: small),
  ]
    + commands.map {
      .executableTarget(
        name: $0, dependencies: ["CommandSupport", "Release", "AWS", argumentParser],
        swiftSettings: small, linkerSettings: standalone)
    } + [
      // Test doubles that more than one suite uses.
      .target(
        name: "TestSupport", dependencies: ["AWS", "HTTP", "SigV4"], path: "Tests/TestSupport",
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
        name: "HealthSimulation", dependencies: ["Release"], path: "Tests/stats/simulation",
        swiftSettings: strict),
      .executableTarget(
        name: "certify", dependencies: ["AWS", "Release", "HealthSimulation"],
        path: "Tests/stats/certify", swiftSettings: strict),
      .testTarget(
        name: "CryptographyTests", dependencies: ["Cryptography", "TestSupport"],
        swiftSettings: strict),
      .testTarget(
        name: "SigV4Tests", dependencies: ["SigV4"], exclude: ["mutants"], swiftSettings: strict),
      .testTarget(name: "HTTPTests", dependencies: ["HTTP", "TestSupport"], swiftSettings: strict),
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
        dependencies: ["CommandSupport", "Release", "AWS", "HTTP", "TestSupport"],
        swiftSettings: strict),
    ],
  swiftLanguageModes: [.v6]
)
