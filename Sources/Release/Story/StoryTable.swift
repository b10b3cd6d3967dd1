/// The table of one alias for a terminal.
struct StoryTable {
  /// A column; the lower its rank, the sooner a narrow table goes without it.
  private struct Column {
    var title: String
    var rank: Int
    var isNumber = true
    var width = 0
    var cells: [String]
  }

  private let rows: [StoryRow]
  private let width: Int
  private var columns: [Column]

  /// Lays the rows out in `width` columns of a terminal.
  init(_ rows: [StoryRow], width: Int) {
    self.rows = rows
    self.width = width
    func column(_ title: String, _ rank: Int, isNumber: Bool = true, _ cell: (StoryRow) -> String)
      -> Column
    {
      Column(
        title: title, rank: rank, isNumber: isNumber,
        cells: rows.map { StoryText.visible(cell($0)) })
    }
    columns = [
      column("time UTC", 8, isNumber: false) { $0.time },
      column("after", 2) { $0.afterText }, column("ver", 6) { $0.act.version },
      column("share", 9) { $0.share },
      column(Self.bar, 5, isNumber: false) { $0.act.weight == nil ? "" : " " },
      column(Self.act, 10, isNumber: false) { $0.act.words },
      column(StoryRow.requestsTitle(rows), 4) { $0.requests }, column("failed", 7) { $0.failed },
      column("evidence", 6) { $0.evidence },
      column("p50", 3) { $0.p50 }, column("p95", 4) { $0.p95 }, column("took", 1) { $0.took },
    ].filter { column in column.title == Self.act || column.cells.contains { !$0.isEmpty } }
    fit()
  }

  private static let bar = ""
  private static let act = "act"
  /// The narrowest and the widest bar.
  private static let bars = 5...20
  /// The most of an act's words that a narrow table keeps.
  private static let wordsLimit = 17
  /// The most lines of an explanation.
  private static let linesLimit = 3

  /// The table's lines, its heading and the days included.
  var lines: [String] {
    var lines = [line { $0.title }]
    var day: String?
    for (place, row) in rows.enumerated() {
      if let new = row.day, new != day {
        lines.append(StoryText.cut(new, to: width))
        day = new
      }
      lines.append(
        line {
          guard $0.title == Self.bar else { return $0.cells[place] }
          return row.act.weight.map { StoryText.bar($0, columns: bars) } ?? ""
        })
      lines += explanation(row)
    }
    return lines
  }

  private var bars: Int { columns.first { $0.title == Self.bar }?.width ?? 0 }

  private func line(_ text: (Column) -> String) -> String {
    let cells = columns.map { StoryText.padded(text($0), to: $0.width, isNumber: $0.isNumber) }
    return StoryText.cut(StoryText.trimmed(cells.joined(separator: " ")), to: width)
  }

  /// Why, below the words of the act where there is room.
  private func explanation(_ row: StoryRow) -> [String] {
    guard let text = row.act.explanation else { return [] }
    var indent = 0
    for column in columns.prefix(while: { $0.title != Self.act }) { indent += column.width + 1 }
    if width - indent < 30 { indent = min(2, width / 2) }
    let space = String(repeating: " ", count: indent)
    let wrapped = StoryText.wrapped(
      StoryText.visible(text), to: width - indent, lines: Self.linesLimit)
    return wrapped.map { space + $0 }
  }

  /// Goes without columns until the rest fits, and gives the room that is left to words and bars.
  private mutating func fit() {
    var words = 0
    for index in columns.indices {
      let column = columns[index]
      let natural = (column.cells + [column.title]).map { StoryText.width($0) }.max() ?? 0
      columns[index].width =
        switch column.title {
        case Self.bar: Self.bars.lowerBound
        case Self.act: min(natural, Self.wordsLimit)
        default: natural
        }
      if column.title == Self.act { words = natural }
    }
    while room < 0, columns.count > 1,
      let least = columns.indices.min(by: { columns[$0].rank < columns[$1].rank })
    {
      columns.remove(at: least)
    }
    widen(Self.act, to: words)
    widen(Self.bar, to: Self.bars.upperBound)
  }

  private mutating func widen(_ title: String, to limit: Int) {
    guard let index = columns.firstIndex(where: { $0.title == title }) else { return }
    columns[index].width += max(0, min(room, limit - columns[index].width))
  }

  /// The columns of the terminal that are left; less than 0 when the table is too wide.
  private var room: Int { width - columns.map(\.width).reduce(columns.count - 1, +) }
}
