from lib.words import greet

print(greet("Ada"))
