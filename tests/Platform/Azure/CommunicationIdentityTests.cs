using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using CodeMeet.Platform.Azure;
using CodeMeet.Tests.Calls;

namespace CodeMeet.Tests.Platform.Azure;

/// <summary>The identity client against a stand-in that enforces the service's documentation.</summary>
[TestClass]
public sealed class CommunicationIdentityTests
{
    private static readonly TimeSpan s_hour = TimeSpan.FromHours(1);
    private static readonly string[] s_voip = ["voip"];

    private readonly Clock _clock = new();

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Stop => TestContext.CancellationToken;

    [TestMethod]
    public async Task Tokens_open_calls_until_they_expire_are_revoked_or_their_identity_is_deleted()
    {
        await using var service = await StandInAcs.StartAsync(_clock);
        var client = CommunicationIdentityClient.FromConnectionString(service.ConnectionString, _clock);
        var (userId, first) = await client.CreateUserAndTokenAsync(s_voip, s_hour, Stop);
        Assert.StartsWith("8:acs:", userId);
        Assert.IsLessThan(TimeSpan.FromMinutes(1), (_clock.GetUtcNow() + s_hour - first.ExpiresOn).Duration());
        Assert.IsTrue(service.Opens(first.Token, "voip"));
        Assert.IsFalse(service.Opens(first.Token, "chat"));

        var second = await client.GetTokenAsync(userId, s_voip, 2 * s_hour, Stop);
        _clock.Advance(s_hour + TimeSpan.FromSeconds(1));
        Assert.IsFalse(service.Opens(first.Token, "voip"));
        Assert.IsTrue(service.Opens(second.Token, "voip"));

        await client.RevokeTokensAsync(userId, Stop);
        Assert.IsFalse(service.Opens(second.Token, "voip"));
        var third = await client.GetTokenAsync(userId, s_voip, s_hour, Stop);
        await client.DeleteUserAsync(userId, Stop);
        Assert.IsFalse(service.Opens(third.Token, "voip"));
        Assert.AreEqual(0, service.RefusedRequests);

        foreach (var late in new Func<Task>[] { () => client.GetTokenAsync(userId, s_voip, s_hour, Stop), () => client.RevokeTokensAsync(userId, Stop), () => client.DeleteUserAsync(userId, Stop) })
        {
            var failure = await Assert.ThrowsExactlyAsync<RequestFailedException>(late);
            Assert.AreEqual((404, "IdentityNotFound"), (failure.Status, failure.ErrorCode));
        }
    }

    [TestMethod]
    public async Task What_the_documentation_does_not_allow_is_refused()
    {
        await using var service = await StandInAcs.StartAsync(_clock);
        var client = CommunicationIdentityClient.FromConnectionString(service.ConnectionString, _clock);
        foreach (var minutes in new[] { 59, 1441 })
        {
            await RefusedAsync(400, () => client.CreateUserAndTokenAsync(s_voip, TimeSpan.FromMinutes(minutes), Stop));
        }

        await RefusedAsync(400, () => client.CreateUserAndTokenAsync(["everything"], s_hour, Stop));
        var otherKey = CommunicationIdentityClient.FromConnectionString($"endpoint={service.Url};accesskey={Convert.ToBase64String("other"u8)}", _clock);
        await RefusedAsync(401, () => otherKey.CreateUserAndTokenAsync(s_voip, s_hour, Stop));
        var late = new Clock();
        late.Advance(TimeSpan.FromMinutes(-6));
        await RefusedAsync(401, () => CommunicationIdentityClient.FromConnectionString(service.ConnectionString, late).CreateUserAndTokenAsync(s_voip, s_hour, Stop));
        Assert.IsEmpty(service.Identities);
    }

    [TestMethod]
    public async Task A_failure_of_the_service_is_tried_again_with_a_signature_of_its_own()
    {
        await using var service = await StandInAcs.StartAsync(_clock);
        service.Failing = 503;
        var client = CommunicationIdentityClient.FromConnectionString(service.ConnectionString, _clock);
        var asked = client.CreateUserAndTokenAsync(s_voip, s_hour, Stop);
        while (service.Failures == 0)
        {
            await Task.Delay(5, Stop);
        }

        // What was signed before is too old by now.
        _clock.Advance(TimeSpan.FromMinutes(10));
        service.Failing = null;
        Assert.IsTrue(service.Opens((await asked).Token.Token, "voip"));
    }

    [TestMethod]
    public async Task An_app_with_an_identity_asks_Entra_for_the_services_scope_and_sends_no_key()
    {
        await using var service = await StandInAcs.StartAsync(_clock, bearer: "an-entra-token");
        var credential = new StandInCredential("an-entra-token");
        using var transport = new HttpClientTransport(new WithoutTls(new HttpClientHandler()));
        var client = CommunicationIdentityClient.FromIdentity($"https://{service.Url.Authority}/", credential, transport);
        var (_, token) = await client.CreateUserAndTokenAsync(s_voip, s_hour, Stop);
        Assert.IsTrue(service.Opens(token.Token, "voip"));
        CollectionAssert.AreEqual(new[] { "https://communication.azure.com/.default" }, credential.Scopes);

        var stranger = CommunicationIdentityClient.FromIdentity($"https://{service.Url.Authority}/", new StandInCredential("forged"), transport);
        await RefusedAsync(401, () => stranger.CreateUserAndTokenAsync(s_voip, s_hour, Stop));
        Assert.ThrowsExactly<FormatException>(() => CommunicationIdentityClient.FromIdentity("http://contoso.communication.azure.com", credential));
    }

    [TestMethod]
    public void A_malformed_connection_string_is_refused_without_showing_the_key()
    {
        foreach (var text in new[] { "", "endpoint=https://c.example", "accesskey=c2VjcmV0", "endpoint=c.example;accesskey=c2VjcmV0", "endpoint=https://c.example;accesskey=c2VjcmV0!", "endpoint=https://c.example;accesskey=" })
        {
            var failure = Assert.ThrowsExactly<FormatException>(() => CommunicationIdentityClient.FromConnectionString(text, _clock), text);
            Assert.DoesNotContain("c2VjcmV0", failure.Message);
        }
    }

    private static async Task RefusedAsync(int status, Func<Task> call) => Assert.AreEqual(status, (await Assert.ThrowsExactlyAsync<RequestFailedException>(call)).Status);

    private sealed class StandInCredential(string token) : TokenCredential
    {
        public string[] Scopes { get; private set; } = [];

        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken)
        {
            Scopes = requestContext.Scopes;
            return new AccessToken(token, DateTimeOffset.MaxValue);
        }

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) => new(GetToken(requestContext, cancellationToken));
    }

    /// <summary>Stands for the TLS between the two: the client sends tokens to HTTPS addresses only, the stand-in has no certificate.</summary>
    private sealed class WithoutTls(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.RequestUri = new UriBuilder(request.RequestUri!) { Scheme = "http" }.Uri;
            return base.SendAsync(request, cancellationToken);
        }
    }
}
