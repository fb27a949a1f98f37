using System.Text.Json;
using CodeMeet.Platform.Triggers;
using Microsoft.AspNetCore.Http;

namespace CodeMeet.Tests.Platform.Triggers;

/// <summary>Compares what the app maps with the <c>*.function.json</c> files that tell the Functions host to call it.</summary>
internal static class FunctionJson
{
    private const string Suffix = ".function.json";

    /// <summary>One line per difference, none when each trigger has its file with the same queue or schedule and each file its trigger.</summary>
    /// <param name="endpoints">The built app's endpoints.</param>
    /// <param name="folder">Searched with its subfolders; build output is skipped.</param>
    public static IReadOnlyList<string> Differences(IEnumerable<Endpoint> endpoints, string folder)
    {
        var differences = new List<string>();
        var mapped = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var trigger in endpoints.SelectMany(endpoint => endpoint.Metadata))
        {
            var (name, what) = trigger switch
            {
                QueueTrigger queue => (queue.FunctionName, $"queue {queue.QueueName} by AzureWebJobsStorage"),
                TimerTrigger timer => (timer.FunctionName, $"timer {timer.Schedule}"),
                _ => ("", ""),
            };
            if (name.Length > 0 && !mapped.TryAdd(name, what))
            {
                differences.Add($"{name} is mapped twice.");
            }
        }

        var written = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var path in Directory.EnumerateFiles(folder, "*" + Suffix, SearchOption.AllDirectories).Where(path => !path.Contains("/obj/", StringComparison.Ordinal)))
        {
            var name = Path.GetFileName(path)[..^Suffix.Length];
            if (!written.TryAdd(name, Describe(path)))
            {
                differences.Add($"{name} has two files.");
            }
        }

        foreach (var (name, what) in mapped)
        {
            if (!written.TryGetValue(name, out var file))
            {
                differences.Add($"{name} is mapped to {what} and has no {name}{Suffix}.");
            }
            else if (!string.Equals(file, what, StringComparison.Ordinal))
            {
                differences.Add($"{name} is mapped to {what}, its file says {file}.");
            }
        }

        differences.AddRange(written.Where(file => !mapped.ContainsKey(file.Key) && file.Value is not "http").Select(file => $"{file.Key}{Suffix} says {file.Value}, and nothing is mapped."));
        return differences;
    }

    private static string Describe(string path)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(path));
        var trigger = json.RootElement.GetProperty("bindings")[0];
        return trigger.GetProperty("type").GetString() switch
        {
            "queueTrigger" => $"queue {trigger.GetProperty("queueName").GetString()} by {trigger.GetProperty("connection").GetString()}",
            "timerTrigger" => $"timer {trigger.GetProperty("schedule").GetString()}",
            "httpTrigger" => "http",
            var type => $"an unknown {type}",
        };
    }
}
