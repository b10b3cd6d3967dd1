import LibC

/// The natural logarithm of a positive number, by the system's mathematics library.
func naturalLogarithm(_ value: Double) -> Double { log(value) }
