puts "never"

def half(n
  n / 2
end
