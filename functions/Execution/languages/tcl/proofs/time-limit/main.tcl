puts "partial"
while 1 {}
