namespace CodeMeet.Platform.Azure;

/// <summary>A storage connection string: account, key and the three services' addresses.</summary>
internal sealed record StorageConnectionString(string AccountName, byte[] Key, Uri Tables, Uri Queues, Uri Blobs)
{
    /// <summary>The emulator's account and its publicly documented key: no secret.</summary>
    private const string DevelopmentAccount = "devstoreaccount1";

    private const string DevelopmentKey = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    /// <summary>
    /// Reads <c>UseDevelopmentStorage=true</c> or <c>AccountName=…;AccountKey=…</c> with either <c>EndpointSuffix</c> and <c>DefaultEndpointsProtocol</c>
    /// or explicit <c>BlobEndpoint</c>, <c>QueueEndpoint</c>, <c>TableEndpoint</c>.
    /// </summary>
    /// <exception cref="FormatException">A part is missing or malformed. The message never shows the key.</exception>
    public static StorageConnectionString Parse(string text)
    {
        var parts = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var part in text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals < 1 || !parts.TryAdd(part[..equals].Trim(), part[(equals + 1)..].Trim()))
            {
                throw new FormatException("The storage connection string has a part that is not name=value, or one twice.");
            }
        }

        if (parts.TryGetValue("UseDevelopmentStorage", out var development) && bool.TryParse(development, out var emulator) && emulator)
        {
            return new StorageConnectionString(
                DevelopmentAccount, Convert.FromBase64String(DevelopmentKey), Emulator(10002), Emulator(10001), Emulator(10000));
        }

        var account = Require("AccountName");
        var scheme = parts.GetValueOrDefault("DefaultEndpointsProtocol", "https");
        var suffix = parts.GetValueOrDefault("EndpointSuffix", "core.windows.net");
        return new StorageConnectionString(account, ReadKey(Require("AccountKey")), At("Table"), At("Queue"), At("Blob"));

        string Require(string name) => parts.TryGetValue(name, out var value) && value.Length > 0
            ? value : throw new FormatException($"The storage connection string has no {name}.");

        Uri At(string service)
        {
            var address = parts.GetValueOrDefault(service + "Endpoint") ?? $"{scheme}://{account}.{service.ToLowerInvariant()}.{suffix}";
            return Uri.TryCreate(address.TrimEnd('/'), UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
                ? uri : throw new FormatException($"The storage connection string's {service}Endpoint is no HTTP address.");
        }
    }

    private static Uri Emulator(int port) => new($"http://127.0.0.1:{port}/{DevelopmentAccount}");

    private static byte[] ReadKey(string text)
    {
        var key = new byte[text.Length];
        return Convert.TryFromBase64String(text, key, out var length) && length > 0 ? key[..length] : throw new FormatException("The storage connection string's AccountKey is not base64.");
    }
}
