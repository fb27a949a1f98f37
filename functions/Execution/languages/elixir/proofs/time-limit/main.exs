defmodule Spin do
  def forever, do: forever()
end

IO.puts("partial")
Spin.forever()
