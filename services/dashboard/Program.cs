using Passinstance.Dashboard;

await using var app = DashboardApplication.Build(args);
await app.RunAsync();
