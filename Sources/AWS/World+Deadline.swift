import HTTP

extension World {
  /// The same world with a deadline: no exchange, pause or program lasts longer than `timeLeft`
  /// seconds, and nothing starts when they are over.
  package func ending(when timeLeft: @escaping () -> Double) -> World {
    var world = self
    let outer = (left: self.timeLeft, sleep: sleep, run: run)
    let left = { min(outer.left(), timeLeft()) }
    world.timeLeft = left
    world.http = DeadlineHTTPClient(http, timeLeft: left)
    world.sleep = { outer.sleep(min($0, max(0, left()))) }
    world.run = { program in
      var program = program
      program.seconds = min(program.seconds, left())
      return program.seconds > 0 ? outer.run(program) : nil
    }
    return world
  }
}
