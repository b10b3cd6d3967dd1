package import AWS

/// The outside of a check: time, waiting, chance and a word to the user.
///
/// Tests give their own.
package struct Surroundings {
  /// The time now, in seconds since 1970.
  package var now: () -> Double
  /// Waits so many seconds.
  package var sleep: (Double) -> Void
  /// A random number, at least 0 and less than 1.
  package var random: () -> Double
  /// Says one line to the user.
  package var say: (String) -> Void

  /// Makes surroundings from their parts.
  package init(
    now: @escaping () -> Double, sleep: @escaping (Double) -> Void,
    random: @escaping () -> Double, say: @escaping (String) -> Void
  ) {
    self.now = now
    self.sleep = sleep
    self.random = random
    self.say = say
  }

  /// The real ones, or those of a scripted world.
  package init(_ world: World) {
    self.init(
      now: { world.now().seconds }, sleep: world.sleep, random: world.random, say: world.say)
  }
}
