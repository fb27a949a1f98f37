puts gets
puts "žluťoučký 日本語 🦊"
