using System.Text.Json;
using System.Collections.Immutable;

Console.WriteLine(JsonSerializer.Serialize(ImmutableArray.Create(1, 2)));
