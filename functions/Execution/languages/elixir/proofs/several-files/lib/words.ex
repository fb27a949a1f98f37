defmodule Words do
  def greet(name), do: "Hello, #{name}"
end
