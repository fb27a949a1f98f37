local words = {}

function words.greet(name)
  return "Hello, " .. name
end

return words
