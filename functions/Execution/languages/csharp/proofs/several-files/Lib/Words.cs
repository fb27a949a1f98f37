namespace Lib;

public static class Words
{
    public static string Greet(string name) => $"Hello, {name}";
}
