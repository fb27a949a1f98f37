proc greet {name} {
    return "Hello, $name"
}
