cat(readLines(file("stdin"), n = 1), "žluťoučký 日本語 🦊", sep = "\n")
