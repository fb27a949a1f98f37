# why: Output without end.
# about: output
# expect: output_limit
# modes: A B
while True:
    print("flood " * 1000)
