using Passinstance.Templates;
using Passinstance.Templates.Persistence;
using Passinstance.Messaging.Bus;

await using var app = TemplateHost.Build(args);
if (!await app.RunCommandAsync<TemplatesDbContext>(args))
    await app.RunAsync();
