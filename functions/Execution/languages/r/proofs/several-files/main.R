source("lib/words.R")

cat(greet("Ada"), "\n", sep = "")
