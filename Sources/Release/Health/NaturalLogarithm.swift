#if canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The natural logarithm of a positive number, by the system's mathematics library.
func naturalLogarithm(_ value: Double) -> Double { log(value) }
