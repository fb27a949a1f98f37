def solve(lines)
  "Hello, #{lines.first || "world"}!"
end

# What is typed into the input box arrives on standard input.
puts solve($stdin.readlines(chomp: true))
