if (args is ["sandbox"])
    return await CodeMeet.Execution.Sandbox.SandboxCommand.RunAsync();
if (args is ["languages", ..])
    return await CodeMeet.Execution.LanguagesCommand.RunAsync(args[1..]);

var app = WebApplication.CreateSlimBuilder(args).Build();
app.MapGet("/api/health", () => "ok");
app.Run();
return 0;
