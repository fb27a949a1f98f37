static int Half(int n)
{
    if (n % 2 == 1)
        throw new ArgumentException($"odd: {n}");
    return n / 2;
}

Console.WriteLine(Half(3));
