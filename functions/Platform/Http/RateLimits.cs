using System.Net;
using System.Net.Sockets;

namespace CodeMeet.Platform.Http;

/// <summary>
/// Token buckets per seat and per address (IPv6: per /64), in memory of this instance: they protect an instance from being flooded and are not an account of anything.
/// Settings: <c>RateLimits:AddressPerSecond</c>, <c>RateLimits:SeatPerSecond</c>; each bucket holds four seconds' worth.
/// </summary>
/// <remarks>
/// Loopback addresses are not limited unless <c>RateLimits:Loopback</c> is true: on one machine they are its own people, and behind a proxy that hides the
/// callers' addresses all of them would share one bucket.
/// </remarks>
internal sealed class RateLimits(IConfiguration configuration) : IDisposable
{
    /// <summary>An office or a classroom behind one address: 50 people at 4 requests a second.</summary>
    private const int AddressPerSecond = 200;

    /// <summary>10 batches, 10 cursors and a handful of everything else.</summary>
    private const int SeatPerSecond = 30;

    private readonly bool _limitLoopback = configuration.GetValue("RateLimits:Loopback", defaultValue: false);
    private readonly TokenBuckets<IPAddress> _byAddress = Buckets<IPAddress>(configuration.GetValue("RateLimits:AddressPerSecond", AddressPerSecond));
    private readonly TokenBuckets<string> _bySeat = Buckets<string>(configuration.GetValue("RateLimits:SeatPerSecond", SeatPerSecond));

    public bool TakeForAddress(IPAddress? address)
    {
        if (address is null || (!_limitLoopback && IPAddress.IsLoopback(address)))
        {
            return true;
        }

        return _byAddress.TryTake(NetworkOf(address));
    }

    public bool TakeForSeat(string participantId) => _bySeat.TryTake(participantId);

    public void Dispose()
    {
        _byAddress.Dispose();
        _bySeat.Dispose();
    }

    /// <summary>One caller is one IPv4 address or one IPv6 /64: the latter is what a single line gets, and whoever has it may use each of its 2^64 addresses.</summary>
    public static IPAddress NetworkOf(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4();
        }

        if (address.AddressFamily is not AddressFamily.InterNetworkV6)
        {
            return address;
        }

        var bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new IPAddress(bytes);
    }

    private static TokenBuckets<T> Buckets<T>(int perSecond)
        where T : notnull => new(perSecond * 4, perSecond, TimeSpan.FromSeconds(1));
}
