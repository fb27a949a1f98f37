import lib.Words.greet

object Main {
  def main(args: Array[String]): Unit = {
    println(greet("Ada"))
    val Array(a, b) = io.StdIn.readLine().split(" ").map(_.toInt)
    println(s"${a + b} ${args.mkString("|")}")
    println(io.StdIn.readLine())
    println("žluťoučký 日本語 🦊")
  }
}
