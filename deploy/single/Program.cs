using Passinstance.ServiceDefaults.Hosting;
using Passinstance.Single;

if (args is [var name, .. var rest] && ProgramSet.FindCommand(name) is { } command)
    return await command(rest);
await using var programs = new ProgramSet(args);
return await HostCommand.InvokeAsync(SingleCommand.Create(programs), args, Console.Out, Console.Error);
