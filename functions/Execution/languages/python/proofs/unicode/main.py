print(input())
print("žluťoučký 日本語 🦊")
