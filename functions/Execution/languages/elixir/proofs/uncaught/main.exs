defmodule Half do
  def of(n) when rem(n, 2) == 1, do: raise(ArgumentError, "odd: #{n}")
  def of(n), do: div(n, 2)
end

IO.inspect(Half.of(3))
