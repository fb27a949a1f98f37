using CodeMeet.Calls;
using CodeMeet.Chat;
using CodeMeet.Collab;
using CodeMeet.Execution;
using CodeMeet.Platform;
using CodeMeet.Platform.Http;
using CodeMeet.Platform.Realtime;
using CodeMeet.Platform.Storage;
using CodeMeet.Platform.Triggers;
using CodeMeet.Rooms;

namespace CodeMeet;

/// <summary>The table of contents: which slices there are and where they are mapped.</summary>
internal static class Program
{
    public static async Task<int> Main(string[] args)
    {
        switch (args)
        {
            case ["sandbox"]:
                return await Execution.Sandbox.SandboxCommand.RunAsync();
            case ["sandbox-host", .. var settings]:
                return await Execution.Hosted.SandboxHost.RunAsync(settings);
            case ["languages", .. var words]:
                return await LanguagesCommand.RunAsync(words);
            case ["openapi"]:
                await using (var app = Build([], _ => { }))
                await using (var output = Console.OpenStandardOutput())
                {
                    await ApiDocument.PrintAsync(app, output, CancellationToken.None);
                    return 0;
                }

            default:
                await using (var app = Build(args, _ => { }))
                {
                    await app.RunAsync();
                    return 0;
                }
        }
    }

    /// <summary>The whole app, not yet started.</summary>
    /// <param name="args">Configuration as <c>--key value</c>.</param>
    /// <param name="edges">Replaces what lies at the edges, such as the clock, in tests.</param>
    public static WebApplication Build(string[] args, Action<IServiceCollection> edges)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        builder.AddHosting();
        builder.Services
            .AddStorage(builder.Configuration)
            .AddTriggers(builder.Configuration)
            .AddRealtime()
            .AddRooms()
            .AddCollab()
            .AddExecution(builder.Configuration)
            .AddCalls(builder.Configuration)
            .AddJson(ProblemJson.Default, HealthJson.Default, RoomsJson.Default, ChatJson.Default, CollabJson.Default, ExecutionJson.Default, LanguageJson.Default, CallsJson.Default, HubEventsJson.Default)
            .AddApiDocument(typeof(HubEvents), typeof(TimelinePayloads));
        edges(builder.Services);

        var app = builder.Build();
        app.UseHosting();
        app.MapHealth();
        app.MapRealtime();
        app.MapLanguages();

        var rooms = app.MapGroup("/api/rooms");
        rooms.MapRooms();
        var room = rooms.MapGroup("/{roomId}");
        room.MapRoom();
        room.MapCollab();
        room.MapRuns();
        room.MapChat();
        room.MapCalls();

        app.MapRoomTriggers();
        app.MapCollabTriggers();
        app.MapRunTriggers();
        app.MapCallTriggers();
        app.MapApiDocument();
        app.MapSpa();
        return app;
    }
}
