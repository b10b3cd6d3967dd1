/// The settings of a function that its code must fit.
package struct ExecutionSettings: Sendable, Equatable {
  /// Such as `python3.13`; nil for an image.
  package var runtime: String?
  /// Where the runtime finds the function in the code; nil for an image.
  package var handler: String?
  /// `x86_64` or `arm64`; nil when AWS did not tell.
  package var architecture: String?
  /// `Zip` or `Image`; nil when AWS did not tell.
  package var packageType: String?
  /// Whether layers are added to the code.
  package var hasLayers: Bool
  /// Whether a capacity provider runs the function: it has to start instances before a version is
  /// ready.
  package var hasCapacityProvider: Bool

  package init(
    runtime: String? = nil, handler: String? = nil, architecture: String? = nil,
    packageType: String? = nil, hasLayers: Bool = false, hasCapacityProvider: Bool = false
  ) {
    self.runtime = runtime
    self.handler = handler
    self.architecture = architecture
    self.packageType = packageType
    self.hasLayers = hasLayers
    self.hasCapacityProvider = hasCapacityProvider
  }

  /// Reads the settings out of an answer.
  init(_ answer: JSONValue) {
    self.init(
      runtime: answer["Runtime"]?.string, handler: answer["Handler"]?.string,
      architecture: answer["Architectures"]?.array?.first?.string,
      packageType: answer["PackageType"]?.string,
      hasLayers: answer["Layers"]?.array?.isEmpty == false,
      hasCapacityProvider: answer["CapacityProviderConfig"]?.members?.isEmpty == false)
  }
}
