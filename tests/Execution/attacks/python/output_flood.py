# why: Output without end.
# expect: output_limit
# modes: A B
while True:
    print("flood " * 1000)
