var rows = new List<long[]>();
while (true)
{
    rows.Add(new long[1_000_000]);
    Array.Fill(rows[^1], 1);
}
