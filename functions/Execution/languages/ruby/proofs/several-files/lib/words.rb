def greet(name) = "Hello, #{name}"
