import CommandSupport

@main
enum Main {
  static func main() {}
}
