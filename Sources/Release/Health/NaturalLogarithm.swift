import LibC

/// The natural logarithm of a positive number, by the system's mathematics library.
func naturalLogarithm(_ value: Double) -> Double { log(value) }

/// e to the power of a number, by the system's mathematics library.
func exponential(_ power: Double) -> Double { exp(power) }
