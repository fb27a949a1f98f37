local function half(n)
  if n % 2 == 1 then error("odd: " .. n) end
  return n // 2
end

print(half(3))
