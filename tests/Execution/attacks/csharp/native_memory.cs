// why: Memory outside the heap that its limit is about.
// about: memory
// expect: memory_limit runtime_error
// limits: memoryMb=256 wallMs=8000
// modes: A B
using System.Runtime.InteropServices;

unsafe
{
    for (var i = 0; i < 128; i++)
        NativeMemory.Fill(NativeMemory.Alloc(16 << 20), 16 << 20, 1);
}
Console.WriteLine("BREACH: two gigabytes");
