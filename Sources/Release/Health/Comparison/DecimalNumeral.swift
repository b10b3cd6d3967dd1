/// The value of a JSON number, whatever its spelling and length: `1`, `1.0` and `10e-1` are equal.
struct DecimalNumeral: Equatable {
  private let isNegative: Bool
  /// The digits without zeros at either end.
  private let digits: [UInt8]
  /// The power of ten of the last digit; nil when it is too large to compute with.
  private let exponent: Int?
  /// The numeral itself where there is no exponent.
  private let spelling: String

  init(_ numeral: String) {
    var digits: [UInt8] = []
    var decimals = 0
    var isFraction = false
    var power: [UInt8] = []
    var isPower = false
    var isNegative = false
    for byte in numeral.utf8 {
      switch byte {
      case UInt8(ascii: "e"), UInt8(ascii: "E"): isPower = true
      case _ where isPower: power.append(byte)
      case UInt8(ascii: "."): isFraction = true
      case UInt8(ascii: "-"): isNegative = true
      default:
        digits.append(byte)
        if isFraction { decimals += 1 }
      }
    }
    var exponent = power.isEmpty ? 0 : Int(String(decoding: power, as: UTF8.self))
    if let whole = exponent {
      exponent = abs(whole) > 1_000_000_000_000 ? nil : whole - decimals
    }
    while digits.last == UInt8(ascii: "0") {
      digits.removeLast()
      if let shifted = exponent { exponent = shifted + 1 }
    }
    digits = Array(digits.drop { $0 == UInt8(ascii: "0") })
    let isZero = digits.isEmpty
    self.digits = digits
    self.isNegative = isNegative && !isZero
    self.exponent = isZero ? 0 : exponent
    spelling = isZero || exponent != nil ? "" : numeral
  }
}
