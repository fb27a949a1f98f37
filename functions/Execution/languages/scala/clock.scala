// The time in milliseconds since 1970, again after a line of input.
object Main {
  def main(args: Array[String]): Unit = {
    println(System.currentTimeMillis)
    io.StdIn.readLine()
    println(System.currentTimeMillis)
  }
}
