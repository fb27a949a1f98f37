local words = require("lib.words")

print(words.greet("Ada"))
