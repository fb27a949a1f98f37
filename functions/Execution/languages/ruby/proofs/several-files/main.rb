require_relative "lib/words"

puts greet("Ada")
