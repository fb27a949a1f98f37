using CodeMeet.Platform.Triggers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace CodeMeet.Tests.Platform.Triggers;

[TestClass]
public sealed class FunctionJsonTests
{
    [TestMethod]
    public async Task The_app_maps_what_its_function_json_files_say()
    {
        await using var app = await App.StartAsync();
        var endpoints = app.Services.GetRequiredService<EndpointDataSource>().Endpoints;
        Assert.IsNotEmpty(endpoints.Where(endpoint => endpoint.Metadata.GetMetadata<QueueTrigger>() is not null));
        Assert.AreEqual("", string.Join('\n', FunctionJson.Differences(endpoints, App.Repository("functions"))));
    }

    [TestMethod]
    public async Task Every_kind_of_difference_is_found()
    {
        var folder = Directory.CreateTempSubdirectory("codemeet-").FullName;
        try
        {
            await WriteAsync(folder, "Same", """{"type":"queueTrigger","queueName":"same","connection":"AzureWebJobsStorage"}""");
            await WriteAsync(folder, "Tick", """{"type":"timerTrigger","schedule":"0 * * * * *"}""");
            await WriteAsync(folder, "Renamed", """{"type":"queueTrigger","queueName":"old","connection":"AzureWebJobsStorage"}""");
            await WriteAsync(folder, "Elsewhere", """{"type":"queueTrigger","queueName":"elsewhere","connection":"Other"}""");
            await WriteAsync(folder, "Orphan", """{"type":"timerTrigger","schedule":"0 * * * * *"}""");
            await WriteAsync(folder, "web", """{"type":"httpTrigger"}""");
            await using var app = WebApplication.CreateSlimBuilder().Build();
            app.MapTimer("Tick", "0 * * * * *", (_, _, _) => Task.CompletedTask);
            foreach (var (name, queue) in new[] { ("Same", "same"), ("Renamed", "new"), ("Elsewhere", "elsewhere"), ("Forgotten", "forgotten"), ("Forgotten", "forgotten") })
            {
                app.MapQueue(name, queue, TestJson.Default.Pointer, (_, _, _, _) => Task.CompletedTask);
            }

            CollectionAssert.AreEquivalent(
                new[]
                {
                    "Forgotten is mapped twice.",
                    "Forgotten is mapped to queue forgotten by AzureWebJobsStorage and has no Forgotten.function.json.",
                    "Renamed is mapped to queue new by AzureWebJobsStorage, its file says queue old by AzureWebJobsStorage.",
                    "Elsewhere is mapped to queue elsewhere by AzureWebJobsStorage, its file says queue elsewhere by Other.",
                    "Orphan.function.json says timer 0 * * * * *, and nothing is mapped.",
                },
                FunctionJson.Differences(((IEndpointRouteBuilder)app).DataSources.SelectMany(source => source.Endpoints), folder).ToArray());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Task WriteAsync(string folder, string name, string trigger) =>
        File.WriteAllTextAsync(Path.Combine(folder, name + ".function.json"), $$"""{"bindings":[{{trigger}}]}""");
}
