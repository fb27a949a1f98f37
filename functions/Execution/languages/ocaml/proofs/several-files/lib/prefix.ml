let text = "Hello, "
