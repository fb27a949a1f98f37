namespace CodeMeet.Platform.Storage;

/// <summary>
/// Rows by partition key and row key, shaped after Azure Tables because that is the narrower of the two homes:
/// transactions stay inside one partition, hold at most 100 writes, and every write that depends on a read names the ETag it read (rule S1).
/// A table that does not exist yet reads as empty and is created by the first write.
/// </summary>
internal interface ITableStore
{
    /// <summary>The row, or null when there is none. A failure of the store throws <see cref="StorageUnavailableException"/>; it is never an absence.</summary>
    Task<TableRow?> GetAsync(string table, string partitionKey, string rowKey, CancellationToken cancellationToken);

    /// <summary>
    /// Rows of one partition in ordinal row-key order, fetched page by page as the caller goes on.
    /// </summary>
    /// <param name="table">Table name, letters and digits.</param>
    /// <param name="partitionKey">The partition.</param>
    /// <param name="from">First row key, inclusive; null starts at the beginning.</param>
    /// <param name="to">End of the range, exclusive; null runs to the end.</param>
    /// <param name="cancellationToken">Stops between pages.</param>
    IAsyncEnumerable<TableRow> QueryAsync(string table, string partitionKey, string? from = null, string? to = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Applies 1 to 100 writes to one partition, all or none, each row key at most once, and answers the new ETags in the order of the writes
    /// (an empty string for a delete).
    /// </summary>
    /// <exception cref="StorageConflictException">A condition did not hold; nothing was written.</exception>
    /// <exception cref="StorageLimitException">A row or the transaction exceeds what Azure Tables takes; nothing was written.</exception>
    Task<IReadOnlyList<string>> SubmitAsync(string table, string partitionKey, IReadOnlyList<TableWrite> writes, CancellationToken cancellationToken);
}

/// <summary>
/// A row. Property values are <see cref="string"/>, <see cref="int"/>, <see cref="long"/>, <see cref="double"/>, <see cref="bool"/>,
/// <see cref="DateTimeOffset"/> (UTC, 100 ns) or <see cref="byte"/>[]; nothing else, since these are what Azure Tables keeps faithfully.
/// Setting a property to null leaves it out.
/// </summary>
internal sealed class TableRow(string rowKey)
{
    private readonly Dictionary<string, object> _properties = new(StringComparer.Ordinal);

    /// <summary>Key inside the partition: at most 512 characters, none of <c>/ \ # ?</c> and no control characters.</summary>
    public string RowKey { get; } = rowKey;

    /// <summary>Opaque version of the row as it was read; empty on a row that was never stored.</summary>
    public string ETag { get; init; } = "";

    public IReadOnlyDictionary<string, object> Properties => _properties;

    public object? this[string name]
    {
        get => _properties.GetValueOrDefault(name);
        set
        {
            if (value is null)
            {
                _properties.Remove(name);
            }
            else
            {
                _properties[name] = value;
            }
        }
    }

    public string? GetString(string name) => (string?)this[name];

    public string RequireString(string name) => GetString(name) ?? throw new InvalidDataException($"Row '{RowKey}' has no '{name}'.");

    public int GetInt32(string name, int absent = 0) => (int?)this[name] ?? absent;

    public long GetInt64(string name, long absent = 0) => (long?)this[name] ?? absent;

    public bool GetBoolean(string name, bool absent = false) => (bool?)this[name] ?? absent;

    public DateTimeOffset? GetTime(string name) => (DateTimeOffset?)this[name];

    public DateTimeOffset RequireTime(string name) => GetTime(name) ?? throw new InvalidDataException($"Row '{RowKey}' has no '{name}'.");

    public byte[]? GetBytes(string name) => (byte[]?)this[name];
}

/// <summary>One write of a transaction.</summary>
internal abstract record TableWrite(string RowKey)
{
    /// <summary>Adds a row; conflicts when one is there.</summary>
    public sealed record Insert(TableRow Row) : TableWrite(Row.RowKey);

    /// <summary>Replaces the row if its ETag is still <paramref name="ETag"/>.</summary>
    public sealed record Replace(TableRow Row, string ETag) : TableWrite(Row.RowKey);

    /// <summary>Puts the row whatever was there. For caches and rows with one writer only.</summary>
    public sealed record Upsert(TableRow Row) : TableWrite(Row.RowKey);

    /// <summary>Deletes the row if its ETag is still <paramref name="ETag"/>; <c>*</c> deletes any version but conflicts when the row is absent.</summary>
    public sealed record Delete(string RowKey, string ETag) : TableWrite(RowKey);
}
