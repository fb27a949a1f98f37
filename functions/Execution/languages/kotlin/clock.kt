// The time in milliseconds since 1970, again after a line of input.
fun main() {
    println(System.currentTimeMillis())
    readLine()
    println(System.currentTimeMillis())
}
