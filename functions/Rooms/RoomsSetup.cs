using CodeMeet.Platform;
using CodeMeet.Platform.Realtime;
using CodeMeet.Platform.Triggers;

namespace CodeMeet.Rooms;

internal static class RoomsSetup
{
    public static IServiceCollection AddRooms(this IServiceCollection services) => services
        .AddSingleton<RoomStore>()
        .AddSingleton<RoomNews>()
        .AddSingleton<RoomEnding>()
        .AddSingleton<PageExits>()
        .AddSingleton<HostActions>()
        .AddSingleton<Timeline>()
        .AddSingleton<SweepRooms>()
        .AddSingleton<Tokens>()
        .AddSingleton<PageIdentification>(RoomPages.IdentifyAsync);

    public static void MapRoomTriggers(this IEndpointRouteBuilder app) =>
        app.MapTimer(SweepRooms.FunctionName, SweepRooms.Schedule, (services, _, cancellationToken) => services.GetRequiredService<SweepRooms>().RunAsync(cancellationToken));
}
