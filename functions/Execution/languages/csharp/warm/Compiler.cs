using System;
using System.Collections.Concurrent;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using System.Text;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.Win32.SafeHandles;

namespace CodeMeet.Warm;

/// <summary>
/// The half of the host (host.c) that talks to the compiler: the one that <c>csc</c> is in a build server, the same code with the same
/// messages, but references are read once. It is not public, hence the reflection; where an SDK has changed it, the host fails at set-up
/// and the language is compiled cold.
/// </summary>
internal static unsafe class Compiler
{
    private const BindingFlags Any = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;
    private const string Scratch = "/tmp/.warm";

    private static string s_compiler = "";

    /// <summary>Compiles the programs beside the host as often as told and runs the first, so that the code behind both has been made.</summary>
    /// <returns>Not 0 if that failed: exceptions must not cross into native code.</returns>
    [UnmanagedCallersOnly]
    public static int Up(byte* compiler, byte* folder, byte* flags, int flagsLength, int rounds)
    {
        s_compiler = Marshal.PtrToStringUTF8((nint)compiler)!;
        AssemblyLoadContext.Default.Resolving += FromCompiler;
        try
        {
            WarmUp(Marshal.PtrToStringUTF8((nint)folder)!, Strings(flags, flagsLength), rounds);
            return 0;
        }
        catch (Exception e)
        {
            using var errors = new FileStream(new SafeFileHandle(2, ownsHandle: false), FileAccess.Write, bufferSize: 0);
            errors.Write(Encoding.UTF8.GetBytes(e.ToString()));
            return 1;
        }
    }

    /// <summary>What <c>csc ARGUMENT…</c> does, with its output on a descriptor.</summary>
    /// <returns>Its exit code.</returns>
    [UnmanagedCallersOnly]
    public static int Compile(byte* arguments, int length, int descriptor)
    {
        using var output = new FileStream(new SafeFileHandle(descriptor, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        using var text = new StreamWriter(output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        try
        {
            return Run(Strings(arguments, length), text);
        }
        catch (Exception e)
        {
            text.WriteLine(e);
            return 1;
        }
        finally
        {
            // The program finds its libraries as it would elsewhere.
            AssemblyLoadContext.Default.Resolving -= FromCompiler;
        }
    }

    private static Assembly? FromCompiler(AssemblyLoadContext context, AssemblyName name)
        => Path.Combine(s_compiler, name.Name + ".dll") is var file && File.Exists(file) ? context.LoadFromAssemblyPath(file) : null;

    private static string[] Strings(byte* text, int length) => Encoding.UTF8.GetString(text, length).Split('\0')[..^1];

    private static void WarmUp(string folder, string[] flags, int rounds)
    {
        var scratch = Directory.CreateDirectory(Scratch).FullName;
        var sources = Directory.GetFiles(Path.Combine(folder, "programs"), "*.cs").Order(StringComparer.Ordinal).ToArray();
        var library = Path.Combine(scratch, "warm.dll");
        for (var round = 0; round < rounds; round++)
        {
            var source = sources[round % sources.Length];
            var errors = new StringWriter();
            if (Run([.. flags, "-out:" + library, source], errors) != 0 && !source.Contains("Wrong", StringComparison.Ordinal))
                throw new InvalidOperationException(errors.ToString());
            if (round == 0)
                new AssemblyLoadContext("warm").LoadFromStream(new MemoryStream(File.ReadAllBytes(library))).GetType("Usual")!.GetMethod("Touch")!.CreateDelegate<Action>()();
        }

        Directory.Delete(scratch, recursive: true);
    }

    /// <summary>Apart, as its fields have types that are found only when the resolver is in place.</summary>
    private static class References
    {
        private static readonly ConcurrentDictionary<(string, MetadataReferenceProperties), PortableExecutableReference> s_known = new();

        public static PortableExecutableReference Get(string path, MetadataReferenceProperties properties)
            => s_known.GetOrAdd((path, properties), key => MetadataReference.CreateFromFile(key.Item1, key.Item2));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Run(string[] arguments, TextWriter output)
    {
        var server = AssemblyLoadContext.Default.LoadFromAssemblyPath(Path.Combine(s_compiler, "VBCSCompiler.dll"));
        var type = server.GetType("Microsoft.CodeAnalysis.CompilerServer.CSharpCompilerServer", throwOnError: true)!;
        var constructor = type.GetConstructors(Any).MaxBy(c => c.GetParameters().Length)!;
        var values = constructor.GetParameters().Select(p => p.Name switch
        {
            "metadataProvider" => (object?)(Func<string, MetadataReferenceProperties, PortableExecutableReference>)References.Get,
            "args" => arguments,
            "buildPaths" => Activator.CreateInstance(
                p.ParameterType, Any, null, [s_compiler, Environment.CurrentDirectory, Path.GetDirectoryName(typeof(object).Assembly.Location), "/tmp"], null),
            "responseFile" or "libDirectory" or "analyzerLoader" or "driverCache" => null,
            _ => p.HasDefaultValue ? p.DefaultValue : throw new MissingMethodException($"{type.FullName} has come to want {p.Name}"),
        }).ToArray();
        var run = type.GetMethod("Run", Any, [typeof(TextWriter), typeof(CancellationToken)]) ?? throw new MissingMethodException(type.FullName, "Run");
        return (int)run.Invoke(constructor.Invoke(values), [output, CancellationToken.None])!;
    }
}
