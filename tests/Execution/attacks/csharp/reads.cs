// why: Files, environment and sockets of the host from .NET.
// about: secrets
// expect: ok
using System.Diagnostics;
using System.Net.Sockets;

foreach (var path in new[] { "@SECRET_FILE@", "/etc/shadow", "/proc/1/environ", "/proc/1/root@SECRET_FILE@", "/proc/1/mem" })
{
    try { Console.WriteLine($"BREACH: {path} {File.ReadAllText(path).Length}"); } catch (Exception) { }
}
foreach (System.Collections.DictionaryEntry entry in Environment.GetEnvironmentVariables()) Console.WriteLine($"{entry.Key}={entry.Value}");
foreach (var process in Process.GetProcesses())
{
    try { if (process.Id > 1 && process.Id != Environment.ProcessId) Console.WriteLine($"saw {process.ProcessName}"); } catch (Exception) { }
}
try { File.WriteAllText("@OUTSIDE@/mark", "x"); Console.WriteLine("BREACH: wrote outside"); } catch (Exception) { }
try { new TcpClient("127.0.0.1", @TCP_PORT@); Console.WriteLine("BREACH: connected"); } catch (SocketException) { }
try { new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified).Connect(new UnixDomainSocketEndPoint("@UNIX_PATH@")); Console.WriteLine("BREACH: connected"); } catch (SocketException) { }
