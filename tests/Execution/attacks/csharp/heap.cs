// why: Keeps everything it allocates, and catches that it may not.
// about: memory
// expect: memory_limit time_limit
// limits: memoryMb=256 wallMs=5000
var kept = new List<byte[]>();
while (true)
{
    try { kept.Add(GC.AllocateUninitializedArray<byte>(8 << 20)); Array.Fill(kept[^1], (byte)1); }
    catch (OutOfMemoryException) when (kept.Count > 4000) { }
}
