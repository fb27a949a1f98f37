var rows = new List<byte[]>();
while (true)
{
    var row = new byte[1_000_000];
    Array.Fill(row, (byte)1);
    rows.Add(row);
}
