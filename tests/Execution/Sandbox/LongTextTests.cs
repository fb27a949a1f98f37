using System.Buffers;
using System.Diagnostics.Tracing;
using System.Text.Json;
using CodeMeet.Execution;
using CodeMeet.Execution.Sandbox;

namespace CodeMeet.Tests.Execution.Sandbox;

/// <summary>Megabytes of output as JSON.</summary>
[TestClass]
public sealed class LongTextTests
{
    [TestMethod]
    [DataRow("")]
    [DataRow("short\n")]
    [DataRow("\u001b[0m <\"é漢😀\ud800\n")]
    public void A_text_of_any_length_is_written_as_any_other_string(string part)
    {
        // Odd lengths, so that pieces end everywhere, also between the halves of a pair.
        foreach (var times in new[] { 1, 373, 4096, 5001 })
        {
            var text = string.Concat(Enumerable.Repeat(part, times));
            Assert.AreEqual($$"""{"stream":"stdout","text":{{JsonSerializer.Serialize(text)}}}""", JsonSerializer.Serialize(new OutputSegment("stdout", text), ExecutionJson.Default.OutputSegment));
        }
    }

    [TestMethod]
    public void A_megabyte_of_output_borrows_nothing_large_that_the_shared_pool_would_keep()
    {
        var text = string.Concat(Enumerable.Repeat("a line of output\n", (1 << 20) / 17));
        var result = new RunResult(
            new SandboxResult(Verdict.Ok, 0, null, new CompileResult(text, false, 1), text, text, false, false, 1, 1, 1, null, null), null, [new OutputSegment("stdout", text)]);
        using var borrowed = new Borrowed();
        using var writer = new Utf8JsonWriter(new ArrayBufferWriter<byte>());
        JsonSerializer.Serialize(writer, result, ExecutionJson.Default.RunResult);
        Assert.IsGreaterThan(0, borrowed.Count);
        Assert.IsLessThanOrEqualTo(64 * 1024, borrowed.Largest);
    }

    /// <summary>What this thread takes from shared pools, in elements.</summary>
    private sealed class Borrowed : EventListener
    {
        private readonly int _thread = Environment.CurrentManagedThreadId;

        public int Count { get; private set; }

        public int Largest { get; private set; }

        protected override void OnEventSourceCreated(EventSource eventSource)
        {
            if (string.Equals(eventSource.Name, "System.Buffers.ArrayPoolEventSource", StringComparison.Ordinal))
            {
                EnableEvents(eventSource, EventLevel.Verbose);
            }
        }

        protected override void OnEventWritten(EventWrittenEventArgs eventData)
        {
            if (Environment.CurrentManagedThreadId == _thread && string.Equals(eventData.EventName, "BufferRented", StringComparison.Ordinal))
            {
                Count++;
                Largest = Math.Max(Largest, (int)eventData.Payload![1]!);
            }
        }
    }
}
