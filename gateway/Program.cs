using Microsoft.EntityFrameworkCore;
using Passinstance.Gateway;
using Passinstance.Gateway.Administration;
using Passinstance.Gateway.Persistence;

await using var app = GatewayApplication.Build(args);

if (args is ["admin", .. var command])
    return await AdministrationCommand.RunAsync(command, app.Services, Console.Out, Console.Error, CancellationToken.None);

if (args.Contains("--migrate"))
{
    await using var scope = app.Services.CreateAsyncScope();
    await scope.ServiceProvider.GetRequiredService<GatewayDbContext>().Database.MigrateAsync();
    return 0;
}

await app.RunAsync();
return 0;
