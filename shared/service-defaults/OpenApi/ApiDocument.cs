using System.Reflection;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.OpenApi;
using Passinstance.ServiceDefaults.Identity;

namespace Passinstance.ServiceDefaults.OpenApi;

/// <summary>
/// The service's part of the API's OpenAPI document, which the build gets from the finished program. It holds what only the code knows:
/// routes, schemas, scopes and the XML documentation. Texts and examples are in the service's <c>OpenApi/operations.json</c>, and
/// <c>shared/openapi</c> merges everything.
/// </summary>
public static class ApiDocument
{
    /// <summary>Removed again by the bundler: per member, its description and whether a response always has it.</summary>
    private const string MembersExtension = "x-members";

    private const string ScopeExtension = "x-scope";
    private const string PeopleExtension = "x-people";

    /// <summary>
    /// Whether this process is the build's tool, which starts the program without a server and without its background work.
    /// </summary>
    private static bool IsBeingMade { get; } = Assembly.GetEntryAssembly()?.GetName().Name == "GetDocument.Insider";

    internal static void Prepare(WebApplicationBuilder builder)
    {
        if (!IsBeingMade)
            return;
        // No connection is opened; the values only have to be well-formed.
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["ConnectionStrings:Postgres"] = "Host=none.invalid",
            ["ConnectionStrings:RabbitMq"] = "amqp://none:none@none.invalid/none",
            ["Deployment:Environment"] = "local",
            ["Deployment:PublicUrl"] = "http://none.invalid",
            ["Encryption:CurrentKey"] = "k1",
            ["Encryption:Keys:k1"] = Convert.ToBase64String(new byte[32]),
            ["EventEncryption:CurrentKey"] = "k1",
            ["EventEncryption:Keys:k1"] = Convert.ToBase64String(new byte[32]),
            ["ServiceCalls:CurrentKey"] = "k1",
            ["ServiceCalls:Keys:k1"] = Convert.ToBase64String(new byte[32]),
            ["Services:Template"] = "http://none.invalid",
            ["Services:Notification"] = "http://none.invalid",
            ["InternalIdentity:PrivateKey"] = key.ExportPkcs8PrivateKeyPem(),
            ["ApiKeys:Pepper"] = Convert.ToBase64String(new byte[32]),
        });
        // Only the pipeline is built; hosted services are removed after everything else was registered.
        builder.Host.ConfigureContainer<IServiceCollection>((_, services) =>
        {
            foreach (
                var worker in services.Where(
                    service =>
                        service.ServiceType == typeof(IHostedService) &&
                            service.ImplementationType?.Name != "GenericWebHostService").ToArray())
                services.Remove(worker);
        });
        builder.Services.AddOpenApi("v1", options =>
        {
            options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
            options.ShouldInclude = description => description.RelativePath?.StartsWith("api/", StringComparison.Ordinal) == true;
            options.AddOperationTransformer(DescribeOperation);
            options.AddSchemaTransformer(DescribeSchema);
        });
    }

    private static Task DescribeOperation(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        if (context.Description.ActionDescriptor.EndpointMetadata.OfType<IRequiresScope>().LastOrDefault() is { } required)
        {
            var extensions = operation.Extensions ??= new Dictionary<string, IOpenApiExtension>();
            if (required.Scope is { } scope)
                extensions[ScopeExtension] = new JsonNodeExtension(JsonValue.Create(scope));
            if (required.PeopleOnly)
                extensions[PeopleExtension] = new JsonNodeExtension(JsonValue.Create(true));
        }

        return Task.CompletedTask;
    }

    // By name: the attribute is the wallet engine's, which this project does not reference.
    private static JsonObject? ConstantsOf(PropertyInfo property) =>
        property.CustomAttributes.SingleOrDefault(attribute => attribute.AttributeType.Name == "ConstantsOfAttribute")
            ?.ConstructorArguments[0].Value is Type type
            ? new JsonObject
            {
                ["name"] = type.Name,
                ["description"] = XmlDocumentation.Of(type),
                ["values"] = new JsonArray([.. type.GetFields(BindingFlags.Public | BindingFlags.Static)
                    .Where(field => field.IsLiteral).Select(field => JsonValue.Create((string)field.GetRawConstantValue()!))]),
            }
            : null;

    private static Task DescribeSchema(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        var type = context.JsonTypeInfo.Type;
        if (context.JsonTypeInfo.Kind != JsonTypeInfoKind.Object)
            return Task.CompletedTask;

        schema.Description ??= XmlDocumentation.Of(type);
        var members = new JsonObject();
        foreach (var member in context.JsonTypeInfo.Properties)
        {
            var property = member.AttributeProvider as PropertyInfo;
            members[member.Name] = new JsonObject
            {
                ["description"] = property is null ? null : XmlDocumentation.Of(property),
                ["present"] = member.Get is not null && !member.IsGetNullable && Nullable.GetUnderlyingType(member.PropertyType) is null,
                // The member's own attribute makes it written even without a value.
                ["constants"] = property is null ? null : ConstantsOf(property),
                ["nullable"] = property?.GetCustomAttribute<JsonIgnoreAttribute>()?.Condition == JsonIgnoreCondition.Never,
            };
        }

        (schema.Extensions ??= new Dictionary<string, IOpenApiExtension>())[MembersExtension] = new JsonNodeExtension(members);
        return Task.CompletedTask;
    }
}
