puts [gets stdin]
puts "žluťoučký 日本語 🦊"
