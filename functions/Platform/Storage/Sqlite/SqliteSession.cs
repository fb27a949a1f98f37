using Microsoft.Data.Sqlite;

namespace CodeMeet.Platform.Storage.Sqlite;

/// <summary>One connection with its prepared statements. Used by one thread at a time.</summary>
internal sealed class SqliteSession : IDisposable
{
    private readonly Dictionary<string, SqliteCommand> _prepared = new(StringComparer.Ordinal);

    public SqliteSession(string connectionString)
    {
        Connection = new SqliteConnection(connectionString);
        try
        {
            Connection.Open();
        }
        catch
        {
            Connection.Dispose();
            throw;
        }
    }

    public SqliteConnection Connection { get; }

    /// <summary>Runs a statement with values for <c>$1, $2, …</c> and answers how many rows it changed.</summary>
    /// <param name="sql">A constant: every distinct text stays prepared for the life of the connection.</param>
    /// <param name="values">Strings, integers, byte arrays or <see cref="DBNull"/>.</param>
    public int Execute(string sql, params ReadOnlySpan<object> values) => Bind(sql, values).ExecuteNonQuery();

    /// <inheritdoc cref="Execute"/>
    /// <remarks>The reader must be disposed before the same statement runs again.</remarks>
    public SqliteDataReader Query(string sql, params ReadOnlySpan<object> values) => Bind(sql, values).ExecuteReader();

    /// <summary>Whether the query has a row.</summary>
    public bool Any(string sql, params ReadOnlySpan<object> values)
    {
        using var reader = Query(sql, values);
        return reader.Read();
    }

    /// <summary>Runs <paramref name="work"/> so that, answered false, it leaves no trace in the surrounding transaction.</summary>
    public bool AllOrNothing(Func<bool> work)
    {
        Execute("SAVEPOINT one");
        var kept = work();
        if (!kept)
        {
            Execute("ROLLBACK TO one");
        }

        Execute("RELEASE one");
        return kept;
    }

    public void Dispose()
    {
        foreach (var command in _prepared.Values)
        {
            command.Dispose();
        }

        Connection.Dispose();
    }

    private SqliteCommand Bind(string sql, ReadOnlySpan<object> values)
    {
        if (!_prepared.TryGetValue(sql, out var command))
        {
            command = Connection.CreateCommand();
#pragma warning disable CA2100 // Only constants get here; values are bound.
            command.CommandText = sql;
#pragma warning restore CA2100
            for (var index = 1; index <= values.Length; index++)
            {
                command.Parameters.Add(new SqliteParameter { ParameterName = "$" + index });
            }

            _prepared.Add(sql, command);
        }

        for (var index = 0; index < values.Length; index++)
        {
            command.Parameters[index].Value = values[index];
        }

        return command;
    }
}
