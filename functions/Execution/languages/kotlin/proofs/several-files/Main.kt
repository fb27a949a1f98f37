import lib.greet

fun main(args: Array<String>) {
    println(greet("Ada"))
    val (a, b) = readLine()!!.split(" ").map { it.toInt() }
    println("${a + b} ${args.joinToString("|")}")
    println(readLine())
    println("žluťoučký 日本語 🦊")
}
