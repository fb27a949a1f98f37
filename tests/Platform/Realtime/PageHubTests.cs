using System.Collections.Concurrent;
using CodeMeet.Tests.Collab;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CodeMeet.Tests.Platform.Realtime;

[TestClass]
public sealed class PageHubTests
{
    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public async Task A_page_that_the_hub_refuses_is_told_why_and_is_no_error_of_the_server()
    {
        await using var app = await App.StartAsync();
        using var log = new Said();
        app.Services.GetRequiredService<ILoggerFactory>().AddProvider(log);
        var host = await Person.CreateAsync(app.Http, cancellationToken: TestContext.CancellationToken);
        var older = host.Token;
        await host.RejoinAsync(TestContext.CancellationToken);

        await using var ear = await HubEar.OpenAsync(app.Url, older, TestContext.CancellationToken);

        await ear.WaitForTextAsync("SUPERSEDED", TestContext.CancellationToken);
        Assert.IsEmpty(log.Warnings, string.Join('\n', log.Warnings));
    }

    /// <summary>What an operator would read.</summary>
    private sealed class Said : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Warnings { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                Warnings.Enqueue($"{logLevel} {formatter(state, exception)} {exception}");
            }
        }

        public void Dispose()
        {
        }
    }
}
