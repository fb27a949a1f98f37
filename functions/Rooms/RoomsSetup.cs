using CodeMeet.Platform;
using CodeMeet.Platform.Realtime;

namespace CodeMeet.Rooms;

internal static class RoomsSetup
{
    public static IServiceCollection AddRooms(this IServiceCollection services) => services
        .AddSingleton<RoomStore>()
        .AddSingleton<RoomNews>()
        .AddSingleton<RoomEnding>()
        .AddSingleton<HostActions>()
        .AddSingleton<Timeline>()
        .AddSingleton<SweepRooms>()
        .AddSingleton<Tokens>()
        .AddSingleton<PageIdentification>(RoomPages.IdentifyAsync);
}
