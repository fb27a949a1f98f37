// why: A host that compiled this in its own process has classes and streams within reach: empties, replaces and closes them, forges its answer, and fails with 7.
// about: host
// expect: runtime_error
// modes: A B
using System.Reflection;
using Microsoft.Win32.SafeHandles;

foreach (var assembly in AppDomain.CurrentDomain.GetAssemblies().Where(a => !a.GetName().Name!.StartsWith("System") && a != typeof(C).Assembly))
{
    Type[] types;
    try { types = assembly.GetTypes(); } catch (ReflectionTypeLoadException) { continue; }
    foreach (var field in types.Where(t => !t.ContainsGenericParameters && assembly.GetName().Name!.Contains("arm", StringComparison.OrdinalIgnoreCase))
        .SelectMany(t => t.GetFields(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public)).Where(f => !f.IsLiteral && !f.FieldType.IsValueType))
    {
        try { field.SetValue(null, null); } catch (Exception) { }
    }
}
for (var fd = 3; fd < 64; fd++)
{
    try { using var handle = new SafeFileHandle(fd, ownsHandle: false); RandomAccess.Write(handle, "C\0"u8, 0); RandomAccess.Write(handle, new byte[48], 0); } catch (Exception) { }
}
foreach (var link in Directory.GetFiles("/proc/self/fd"))
{
    try { using var file = File.OpenWrite(link); file.Write("R"u8); file.Write("C\0"u8); } catch (Exception) { }
}
Console.SetOut(TextWriter.Null);
Console.SetError(TextWriter.Null);
AppDomain.CurrentDomain.ProcessExit += (_, _) => Environment.ExitCode = 7;
Environment.Exit(7);

static class C;
