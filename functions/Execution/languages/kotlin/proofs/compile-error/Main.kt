fun main() {
    val n: Int = "three"
}
