using Passinstance.Passes;
using Passinstance.Passes.Persistence;
using Passinstance.Messaging.Bus;

await using var app = PassHost.Build(args);
if (!await app.RunCommandAsync<PassesDbContext>(args))
    await app.RunAsync();
