def half(n)
  raise ArgumentError, "odd: #{n}" if n.odd?
  n / 2
end

puts half(3)
