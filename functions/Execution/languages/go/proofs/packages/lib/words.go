package lib

// Greet says hello.
func Greet(name string) string { return "Hello, " + name }
