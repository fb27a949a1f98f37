import kotlin.system.exitProcess

fun half(n: Int): Int {
    require(n % 2 == 0) { "odd: $n" }
    return n / 2
}

fun main() {
    println("before")
    try {
        half(3)
    } catch (e: IllegalArgumentException) {
        e.printStackTrace()
    }
    exitProcess(3)
}
