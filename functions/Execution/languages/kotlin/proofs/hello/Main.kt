fun main() {
    println("hello from kotlin")
}
