package lib

object Words {
  def greet(name: String) = s"Hello, $name"
}
