local rows = {}
while true do rows[#rows + 1] = string.rep("x" .. #rows, 1000000) end
