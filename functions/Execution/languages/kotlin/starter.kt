fun solve(lines: List<String>) = "Hello, ${lines.firstOrNull() ?: "world"}!"

fun main() {
    // What is typed into the input box arrives on standard input.
    println(solve(generateSequence(::readLine).toList()))
}
