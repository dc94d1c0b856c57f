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
        Console.WriteLine($"Wrote {string.Join(", ", ClientGenerator.Files)}");
        return 0;
    default:
        Console.Error.WriteLine("""
            Usage: dotnet run --project shared/openapi -- COMMAND
              bundle    puts the services' documents together into shared/openapi/v1.json
              clients   makes shared/clients from that document (npm ci --ignore-scripts in shared/openapi first)
            """);
        return 2;
}
