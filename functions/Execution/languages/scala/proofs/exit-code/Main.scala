object Main {
  def half(n: Int): Int = {
    require(n % 2 == 0, s"odd: $n")
    n / 2
  }

  def main(args: Array[String]): Unit = {
    println("before")
    try half(3)
    catch { case e: IllegalArgumentException => e.printStackTrace() }
    sys.exit(3)
  }
}
