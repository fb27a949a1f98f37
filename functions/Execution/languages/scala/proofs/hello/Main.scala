object Main extends App {
  println("hello from scala")
}
