package lib

fun greet(name: String) = "Hello, $name"
