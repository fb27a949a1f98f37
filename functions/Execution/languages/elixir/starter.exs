defmodule Greeting do
  def solve([]), do: "Hello, world!"
  def solve([name | _]), do: "Hello, #{name}!"
end

# What is typed into the input box arrives on standard input.
IO.stream()
|> Enum.map(&String.trim_trailing(&1, "\n"))
|> Greeting.solve()
|> IO.puts()
