using Passinstance.Templates;
using Passinstance.Templates.Persistence;
using Passinstance.Messaging.Bus;

await using var app = TemplateService.Build(args);
if (!await app.MigrateIfAskedAsync<TemplatesDbContext>(args))
    await app.RunAsync();
