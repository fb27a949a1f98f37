local function solve(lines)
  return "Hello, " .. (lines[1] or "world") .. "!"
end

-- What is typed into the input box arrives on standard input.
local lines = {}
for line in io.lines() do
  lines[#lines + 1] = line
end
print(solve(lines))
