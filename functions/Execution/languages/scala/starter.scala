object Main {
  def solve(lines: List[String]): String = s"Hello, ${lines.headOption.getOrElse("world")}!"

  def main(args: Array[String]): Unit = {
    // What is typed into the input box arrives on standard input.
    println(solve(io.Source.stdin.getLines().toList))
  }
}
