var app = WebApplication.CreateSlimBuilder(args).Build();
app.MapGet("/api/health", () => "ok");
app.Run();
