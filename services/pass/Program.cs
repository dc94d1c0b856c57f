using Passinstance.Messaging.Bus;
using Passinstance.Passes;
using Passinstance.Passes.Persistence;

await using var app = PassHost.Build(args);
if (!await app.RunCommandAsync<PassesDbContext>(args))
    await app.RunAsync();
