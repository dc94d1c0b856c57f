using Passinstance.Messaging.Bus;
using Passinstance.Passes;
using Passinstance.Passes.Persistence;

return await ServiceCommand.RunAsync<PassesDbContext>(args, PassHost.Build);
