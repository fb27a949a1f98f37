class Program
{
    static async Task<int> Main(string[] args)
    {
        await Task.Delay(10);
        Console.WriteLine(string.Join('|', args));
        if (args.Length == 0)
            return 5;
        throw new InvalidOperationException("later");
    }
}
