using System.Diagnostics;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Passinstance.ServiceDefaults.Hosting;
using Passinstance.ServiceDefaults.Logging;
using Passinstance.ServiceDefaults.Requests;

namespace Passinstance.Gateway.Tests.Hosting;

[Trait("Category", "Unit")]
public sealed class JsonLinesTests
{
    [Fact]
    public void A_line_has_the_trace_the_request_and_the_caller_and_no_path_of_the_framework()
    {
        var http = new DefaultHttpContext { TraceIdentifier = "req_1" };
        FailedRequest.SetCaller(http, "org_1", "key_1");
        using var activity = new Activity("test").SetIdFormat(ActivityIdFormat.W3C).Start();
        var scopes = new LoggerExternalScopeProvider();
        using var path = scopes.Push(new Dictionary<string, object?> { ["RequestPath"] = "/p/SECRET" });
        using var request = scopes.Push(new RequestScope(http));

        var line = Write(
            new LogEntry<IReadOnlyList<KeyValuePair<string, object?>>>(
                LogLevel.Warning, "Passinstance.X", 1, [new("Count", 3), new("Name", "a\nb"), new("{OriginalFormat}", "x")],
                new InvalidOperationException("broken"), (_, _) => "Three\nthings."), scopes);

        Assert.Single(line.TrimEnd('\n').Split('\n'));
        Assert.DoesNotContain("SECRET", line, StringComparison.Ordinal);
        var json = JsonElement.Parse(line);
        Assert.Equal(
            ["warn", "Passinstance.X", "Three\nthings.", activity.TraceId.ToHexString(), "req_1", "org_1", "key_1", "a\nb"],
            ((string[])["level", "logger", "message", "traceId", "requestId", "organizationId", "keyId", "name"])
                .Select(name => json.GetProperty(name).GetString()));
        Assert.Equal(3, json.GetProperty("count").GetInt32());
        Assert.Contains("broken", json.GetProperty("exception").GetString(), StringComparison.Ordinal);
        Assert.False(json.TryGetProperty("{OriginalFormat}", out _));
    }

    [Fact]
    public void A_value_does_not_replace_what_every_line_has()
    {
        var line = Write(
            new LogEntry<IReadOnlyList<KeyValuePair<string, object?>>>(
                LogLevel.Information, "X", 1, [new("Message", "other"), new("Level", "fatal")], null, (_, _) => "text"), null);
        var json = JsonElement.Parse(line);
        Assert.Equal(("text", "info"), (json.GetProperty("message").GetString(), json.GetProperty("level").GetString()));
    }

    private static string Write(in LogEntry<IReadOnlyList<KeyValuePair<string, object?>>> entry, IExternalScopeProvider? scopes)
    {
        using var output = new StringWriter();
        new JsonLines(TimeProvider.System, new ProgramIdentity("gateway", "1.0.0")).Write(entry, scopes, output);
        return output.ToString();
    }
}
