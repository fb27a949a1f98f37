def half(n):
    if n % 2:
        raise ValueError(f"odd: {n}")
    return n // 2


print(half(3))
