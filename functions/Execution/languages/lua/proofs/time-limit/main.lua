print("partial")
while true do end
