using Passinstance.Messaging.Bus;
using Passinstance.Templates;
using Passinstance.Templates.Persistence;

return await ServiceCommand.RunAsync<TemplatesDbContext>(args, TemplateHost.Build);
