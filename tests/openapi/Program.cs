using Passinstance.OpenApi.Bundling;
using Passinstance.OpenApi.Clients;

switch (args)
{
    case ["bundle"]:
        await File.WriteAllTextAsync(SourceTree.Bundled, Bundle.Write());
        Console.WriteLine($"Wrote {SourceTree.Bundled}");
        return 0;
    case ["clients"]:
        await ClientGenerator.WriteAsync(SourceTree.Root);
        Console.WriteLine($"Wrote {ClientGenerator.CSharp} and {ClientGenerator.TypeScript}");
        return 0;
    default:
        Console.Error.WriteLine("""
            Usage: dotnet run --project tests/openapi -- COMMAND
              bundle    puts the services' documents together into gateway/Portal/openapi/v1.json
              clients   makes shared/clients from that document (npm ci --ignore-scripts in tests/openapi first)
            """);
        return 2;
}
