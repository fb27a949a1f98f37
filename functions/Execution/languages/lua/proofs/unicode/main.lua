print(io.read())
print("žluťoučký 日本語 🦊")
