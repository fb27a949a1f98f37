// why: Attributes and comments name files that the compiler opens.
// about: compile
// expect: compile_error ok
[assembly: System.Reflection.AssemblyKeyFile("@SECRET_FILE@")]
/// <include file='@SECRET_FILE@' path='//*' />
#line 1 "/etc/shadow"
#pragma checksum "/etc/shadow" "{ff1816ec-aa5e-4d10-87f7-6f4963833460}" "00"
static class Program { static void Main() => System.Console.WriteLine("contained"); }
