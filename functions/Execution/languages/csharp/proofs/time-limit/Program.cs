Console.WriteLine("partial");
while (true)
{
}
