object Main extends App {
  println("partial")
  while (true) {}
}
