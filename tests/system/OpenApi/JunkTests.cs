using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Passinstance.System.Tests.FirstPass;

namespace Passinstance.System.Tests.OpenApi;

/// <summary>
/// Whatever is sent to any operation of the document, the answer is a 4xx that explains itself or what was asked for, never a 5xx; and what
/// the document does not allow changes nothing.
/// </summary>
[Trait("Category", "System")]
public sealed partial class JunkTests(RunningSystem system, ITestOutputHelper output)
{
    private const int FuzzedBodies = 60;

    [Fact]
    public async Task No_parameter_makes_an_operation_fail()
    {
        using var tenant = await Tenant.CreateAsync(system);
        var count = new Count();
        foreach (var operation in ApiOperation.All)
        {
            var body = await tenant.ExampleAsync(operation);
            foreach (var parameter in operation.PathParameters)
            {
                foreach (var junk in Junk.PathValues)
                {
                    var path = operation.Path.Replace($"{{{parameter.Name}}}", Uri.EscapeDataString(junk), StringComparison.Ordinal);
                    foreach (var other in operation.PathParameters)
                        path = path.Replace($"{{{other.Name}}}", other.Example, StringComparison.Ordinal);
                    var answer = await tenant.SendAsync(operation.Method, "/api/v1" + path, body, operation.BodyType);
                    count.Add(operation, junk, answer, mayPass: false);
                }
            }

            // Reading takes any query; what the operation reads, and anything else.
            foreach (var parameter in operation.Query.Append("unknownParameter"))
            {
                foreach (var junk in Junk.QueryValues)
                {
                    if (operation.Method != HttpMethod.Get)
                        continue;
                    var answer = await tenant.CallAsync(operation, query: $"?{parameter}={Uri.EscapeDataString(junk)}");
                    count.Add(operation, $"{parameter}={junk}", answer, mayPass: true);
                }
            }
        }

        Report("parameters", count);
    }

    [Fact]
    public async Task No_body_makes_an_operation_fail_and_a_wrong_one_changes_nothing()
    {
        var count = new Count();
        // One organization for each kind of object: what a batch, a message or a published template has set going changes passes later.
        foreach (var operations in ApiOperation.All.Where(operation => operation.TakesJson)
            .GroupBy(operation => operation.Path.Split('/')[1]))
        {
            using var tenant = await Tenant.CreateAsync(system);
            foreach (var operation in operations)
                await RefuseAsync(tenant, operation, count);
        }

        Report("bodies", count);
    }

    private static async Task RefuseAsync(Tenant tenant, ApiOperation operation, Count count)
    {
        tenant.Forget();
        var example = JsonNode.Parse((await tenant.ExampleAsync(operation))!)!;
        var before = await StateAsync(tenant, operation);
        var wrong = Junk.Bodies.Concat(Junk.Mutations(example)).Where(body => !Fits(operation, body)).ToArray();
        foreach (var body in wrong)
            count.Add(operation, body, await tenant.CallAsync(operation, body), mayPass: false);
        Assert.True(count.Errors.Count == 0, string.Join('\n', count.Errors.Take(20)));
        Assert.True(before == await StateAsync(tenant, operation), $"{operation} changed something while it refused {wrong.Length} bodies");

        // What fits the schema may still be refused for its meaning.
        foreach (var body in Junk.Mutations(example).Where(body => Fits(operation, body)))
            count.Add(operation, body, await tenant.CallAsync(operation, Fresh(body)), mayPass: true);
    }

    [Fact]
    public async Task No_random_body_makes_an_operation_fail()
    {
        var seed = int.Parse(Environment.GetEnvironmentVariable("PASSINSTANCE_FUZZ_SEED") ?? "20261122", CultureInfo.InvariantCulture);
        output.WriteLine($"Seed {seed}; set PASSINSTANCE_FUZZ_SEED for another.");
        var random = new Random(seed);
        using var tenant = await Tenant.CreateAsync(system);
        var count = new Count();
        foreach (var operation in ApiOperation.All.Where(operation => operation.TakesJson))
        {
            tenant.Forget();
            var example = JsonNode.Parse((await tenant.ExampleAsync(operation))!)!;
            for (var i = 0; i < FuzzedBodies; i++)
            {
                var body = Junk.Fuzz(example, random);
                count.Add(operation, body, await tenant.CallAsync(operation, body), mayPass: Fits(operation, body));
            }
        }

        Report("random bodies", count);
    }

    private void Report(string what, Count count)
    {
        output.WriteLine($"{count.Total} {what} were sent over {ApiOperation.All.Count} operations; by status: "
            + $"{string.Join(", ", count.ByStatus.Select(status => $"{status.Value} x {status.Key}"))}.");
        Assert.True(count.Errors.Count == 0, $"{count.Errors.Count} wrong answers, such as:\n{string.Join('\n', count.Errors.Take(20))}");
        Assert.True(count.Total > 100);
    }

    // What lists and the object itself show before and after.
    private static async Task<string> StateAsync(Tenant tenant, ApiOperation operation)
    {
        // A batch and an erasure move on by themselves; what they change are passes.
        var resource = operation.Path.Split('/')[1] is var first && first is "batch" or "erasures" ? "/passes" : $"/{first}";
        var reads = ApiOperation.All.Where(read => read.Method == HttpMethod.Get
            && (read.Path == resource || read.Path == operation.Path || read.Path == $"{resource}/{{id}}"));
        // The objects are made before the first list is read.
        var paths = new List<string>();
        foreach (var read in reads)
            paths.Add(await tenant.PathAsync(read));
        var state = "";
        foreach (var path in paths)
        {
            var text = (await tenant.SendAsync(HttpMethod.Get, path)).Text;
            // A push notification moves on by itself, too: which ones there are is what a refused request must not change.
            state += resource == "/push-notifications"
                ? string.Join(' ', Id().Matches(text).Select(match => match.Value).Distinct()) : text;
        }

        return state;
    }

    [GeneratedRegex("ntf_[0-9a-z]{26}")]
    private static partial Regex Id();

    // A null member means an absent one, which the schemas do not repeat at each member.
    private static bool Fits(ApiOperation operation, string body)
    {
        try
        {
            // A byte order mark may stand before the text (RFC 8259, 8.1).
            var node = JsonNode.Parse(body.TrimStart('\ufeff'),
                documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false });
            if (node is null)
                return operation.Node["requestBody"]!["required"]?.GetValue<bool>() != true;
            _ = node.ToJsonString();
            return ApiOperation.Schemas.Errors(WithoutNulls(node), operation.BodySchema).Count == 0;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or ArgumentException)
        {
            return body.Trim().Length == 0 && operation.Node["requestBody"]!["required"]?.GetValue<bool>() != true;
        }
    }

    private static JsonNode? WithoutNulls(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject open:
                return new JsonObject(open.Where(member => member.Value is not null)
                    .Select(member => KeyValuePair.Create(member.Key, WithoutNulls(member.Value))));
            case JsonArray list:
                return new JsonArray([.. list.Select(WithoutNulls)]);
            default:
                return node?.DeepClone();
        }
    }

    // Serial numbers that are taken would hide what else is wrong.
    private static string Fresh(string body) => body.Replace("\"ORDER-", $"\"{Guid.NewGuid():N}-", StringComparison.Ordinal);

    private sealed class Count
    {
        internal int Total { get; private set; }

        internal SortedDictionary<int, int> ByStatus { get; } = [];

        internal List<string> Errors { get; } = [];

        internal void Add(ApiOperation operation, string sent, Answer answer, bool mayPass)
        {
            Total++;
            var status = (int)answer.Status;
            ByStatus[status] = ByStatus.GetValueOrDefault(status) + 1;
            var shown = sent.Length > 1000 ? sent[..1000] + "..." : sent;
            if (status >= 500 || (answer.IsSuccess && !mayPass))
                Errors.Add($"{operation} answered {status} to {shown}");
            else if (!answer.IsSuccess && (answer.Type != "application/problem+json" || answer.Json?["code"] is null))
                Errors.Add($"{operation} answered {status} to {shown} without a problem body: {answer.Text}");
        }
    }
}
