using System.Collections.Concurrent;
using CodeMeet.Platform.Storage;

namespace CodeMeet.Tests.Platform.Storage;

/// <summary>What both processes of a test do to one SQLite file, and what each tells of it.</summary>
internal static class StoragePeer
{
    public const int Increments = 200;

    public const int Contested = 300;

    public const int Messages = 200;

    /// <summary>The child that is killed: tells each key once its insert is acknowledged.</summary>
    public static async Task InsertUntilKilledAsync(string directory)
    {
        using var home = new SqliteHome(directory);
        var orphaned = OrphanedAsync();
        await Task.WhenAny(orphaned, Task.WhenAll(Enumerable.Range(0, 16).Select(async writer =>
        {
            for (var number = 0; !orphaned.IsCompleted; number++)
            {
                var key = $"{writer:00}-{number:000000}";
                await home.Tables.SubmitAsync("Durable", "p", [new TableWrite.Insert(new TableRow(key) { ["Text"] = key })], CancellationToken.None);
                await Console.Out.WriteLineAsync(key);
            }
        })));
    }

    /// <summary>The child that competes: tells that it is ready, waits for a line, and tells all it won.</summary>
    public static async Task ContendAsync(string directory, string name)
    {
        using var home = new SqliteHome(directory);
        await Console.Out.WriteLineAsync("ready");
        if (await Console.In.ReadLineAsync() is null)
        {
            return;
        }

        foreach (var line in await ContendAsync(home, name, CancellationToken.None))
        {
            await Console.Out.WriteLineAsync(line);
        }

        await Console.Out.WriteLineAsync("done");
    }

    /// <summary>Counts, claims keys and takes messages as fast as it can beside another process; answers <c>key …</c> and <c>message …</c> for what it won.</summary>
    public static async Task<List<string>> ContendAsync(SqliteHome home, string name, CancellationToken cancellationToken)
    {
        var counting = CountAsync(home, cancellationToken);
        var claiming = ClaimAsync(home, name, cancellationToken);
        var taking = TakeAsync(home, cancellationToken);
        await counting;
        return [.. await claiming, .. await taking];
    }

    private static async Task CountAsync(SqliteHome home, CancellationToken cancellationToken)
    {
        for (var done = 0; done < Increments;)
        {
            var row = (await home.Tables.GetAsync("Shared", "p", "counter", cancellationToken))!;
            try
            {
                await home.Tables.SubmitAsync(
                    "Shared", "p", [new TableWrite.Replace(new TableRow("counter") { ["N"] = row.GetInt32("N") + 1 }, row.ETag)], cancellationToken);
                done++;
            }
            catch (StorageConflictException)
            {
                // The other one counted.
            }
        }
    }

    /// <summary>The two come from opposite ends, and neither goes on before both have begun: each is sure to win its first claim and to meet the other.</summary>
    private static async Task<List<string>> ClaimAsync(SqliteHome home, string name, CancellationToken cancellationToken)
    {
        int[] order = [.. name is "parent" ? Enumerable.Range(0, Contested) : Enumerable.Range(0, Contested).Reverse()];
        var won = new ConcurrentQueue<string>();
        await ClaimOneAsync(order[0]);
        while (await home.Tables.GetAsync("Shared", "p", $"claim-{order[^1]:000}", cancellationToken) is null)
        {
            await Task.Delay(1, cancellationToken);
        }

        await Parallel.ForEachAsync(order[1..], new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = cancellationToken }, async (number, _) => await ClaimOneAsync(number));
        return [.. won];

        async Task ClaimOneAsync(int number)
        {
            try
            {
                var claim = new TableRow($"claim-{number:000}") { ["By"] = name };
                await home.Tables.SubmitAsync("Shared", "p", [new TableWrite.Insert(new TableRow($"{name}-{number:000}")), new TableWrite.Insert(claim)], cancellationToken);
                won.Enqueue($"key {claim.RowKey}");
            }
            catch (StorageConflictException conflict) when (conflict is { Kind: StorageConflict.Exists, Index: 1 })
            {
                // The other one was first.
            }
        }
    }

    private static async Task<List<string>> TakeAsync(SqliteHome home, CancellationToken cancellationToken)
    {
        var taken = new List<string>();
        while (await home.Queues.ReceiveAsync("shared", 4, TimeSpan.FromMinutes(5), cancellationToken) is { Count: > 0 } batch)
        {
            foreach (var message in batch)
            {
                await home.Queues.DeleteAsync("shared", message, cancellationToken);
                taken.Add($"message {message.Text}");
            }
        }

        return taken;
    }

    /// <remarks>The console's reader blocks also where it is called asynchronous.</remarks>
    private static Task OrphanedAsync() => Task.Run(() =>
    {
        while (Console.In.ReadLine() is not null)
        {
            // Only the end matters.
        }
    });
}
