fun main() {
    println("partial")
    while (true) {
    }
}
