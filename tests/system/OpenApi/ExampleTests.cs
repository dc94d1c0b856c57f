using Passinstance.System.Tests.FirstPass;

namespace Passinstance.System.Tests.OpenApi;

/// <summary>
/// What the document shows is what happens: every example of a request is accepted, every answer fits what is said of it.
/// </summary>
[Trait("Category", "System")]
public sealed class ExampleTests(RunningSystem system, ITestOutputHelper output)
{
    // Errors that the example leads to by what it is, and not by being wrong.
    internal static readonly Dictionary<string, int> Expected = new(StringComparer.Ordinal)
    {
        // A batch of two may be done before it can be cancelled.
        ["cancelBatch"] = 409,
        // A push notification to no pass, too.
        ["cancelPushNotification"] = 409,
        // It may not have made its passes yet.
        ["downloadBatchPasses"] = 404,
        // The example's certificate was uploaded with its key, and has no open request.
        ["downloadCertificateRequest"] = 404,
        // The first attempt of the test event may be in progress.
        ["resendWebhookDelivery"] = 409,
        // It takes longer than the test waits.
        ["getErasureReceipt"] = 409,
        // No holder has signed up yet.
        ["getPassPersonalization"] = 404,
    };

    [Fact]
    public async Task Every_example_is_accepted_and_every_answer_fits_the_document()
    {
        using var tenant = await Tenant.CreateAsync(system);
        var errors = new List<string>();
        foreach (var operation in ApiOperation.All)
        {
            // An object of its own: the operation before may have deleted or voided the last one.
            tenant.Forget();
            var answer = await tenant.CallAsync(operation);
            var status = (int)answer.Status;
            output.WriteLine($"{operation}: {status}");
            if (operation.Response(status) is not { } described)
                errors.Add($"{operation} answered {status}, which the document does not name: {answer.Text}");
            else if (!answer.IsSuccess && Expected.GetValueOrDefault(operation.Id) != status)
                errors.Add($"{operation} answered {status} to its example: {answer.Text}");
            else
                errors.AddRange(Compare(answer, described).Select(error => $"{operation} {status}: {error}"));
        }

        Assert.Equal([], errors);
        output.WriteLine($"{ApiOperation.All.Count} operations were called as their examples show.");
    }

    private static IEnumerable<string> Compare(Answer answer, global::System.Text.Json.Nodes.JsonObject described)
    {
        foreach (var (header, _) in described["headers"]?.AsObject() ?? [])
        {
            if (header is not ("Idempotent-Replayed" or "Location") && !answer.Headers.ContainsKey(header))
                yield return $"the header {header} is missing";
        }

        if (described["content"] is null)
        {
            if (answer.Body.Length > 0)
                yield return $"there is a body, which the document does not name: {answer.Text}";
            yield break;
        }

        if (described["content"]![answer.Type ?? ""] is not { } content)
        {
            yield return $"the answer is {answer.Type}";
            yield break;
        }

        if (answer.Json is { } json)
        {
            foreach (var error in ApiOperation.Schemas.Errors(json, content["schema"]!))
                yield return error;
        }
    }
}
