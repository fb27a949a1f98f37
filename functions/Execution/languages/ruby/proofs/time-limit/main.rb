puts "partial"
loop {}
