let greet name = Prefix.text ^ name
