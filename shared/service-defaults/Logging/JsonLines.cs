using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using Passinstance.ServiceDefaults.Hosting;

namespace Passinstance.ServiceDefaults.Logging;

/// <summary>
/// Log lines as JSON objects, one per line: time, level, program, logger, message, the values of the message under their own names, the
/// trace, and of a request its id, organization and credential.
/// </summary>
/// <remarks>
/// The framework's own JSON formatter would also write the path of a request, which for a pass, a form or a bundle gives access to it.
/// </remarks>
internal sealed class JsonLines(TimeProvider time, ProgramIdentity program) : ConsoleFormatter(FormatterName)
{
    internal const string FormatterName = "passinstance-json";

    private const string MessageTemplate = "{OriginalFormat}";

    private static readonly string[] Fixed = ["time", "level", "program", "logger", "message", "traceId", "spanId", "exception"];
    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var message = logEntry.Formatter(logEntry.State, logEntry.Exception);
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Writing))
        {
            json.WriteStartObject();
            json.WriteString("time", time.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture));
            json.WriteString("level", NameOf(logEntry.LogLevel));
            json.WriteString("program", program.Name);
            json.WriteString("logger", logEntry.Category);
            json.WriteString("message", message);
            if (Activity.Current is { } activity)
            {
                json.WriteString("traceId", activity.TraceId.ToHexString());
                json.WriteString("spanId", activity.SpanId.ToHexString());
            }

            var written = new HashSet<string>(Fixed, StringComparer.Ordinal);
            if (logEntry.State is IEnumerable<KeyValuePair<string, object?>> values)
                WriteValues(json, values, written);
            scopeProvider?.ForEachScope(
                static (scope, state) =>
                {
                    // Only of requests: other scopes are of the framework.
                    if (scope is RequestScope request)
                        WriteValues(state.json, request, state.written);
                },
                (json, written));
            if (logEntry.Exception is { } exception)
                json.WriteString("exception", exception.ToString());
            json.WriteEndObject();
        }

        textWriter.Write(Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length));
        textWriter.Write('\n');
    }

    private static void WriteValues(Utf8JsonWriter json, IEnumerable<KeyValuePair<string, object?>> values, HashSet<string> written)
    {
        foreach (var (key, value) in values)
        {
            if (key == MessageTemplate || value is null)
                continue;
            var name = JsonNamingPolicy.CamelCase.ConvertName(key);
            if (!written.Add(name))
                continue;
            json.WritePropertyName(name);
            WriteValue(json, value);
        }
    }

    private static void WriteValue(Utf8JsonWriter json, object value)
    {
        switch (value)
        {
            case int number:
                json.WriteNumberValue(number);
                break;
            case long number:
                json.WriteNumberValue(number);
                break;
            case double number when double.IsFinite(number):
                json.WriteNumberValue(number);
                break;
            case bool flag:
                json.WriteBooleanValue(flag);
                break;
            default:
                json.WriteStringValue(Convert.ToString(value, CultureInfo.InvariantCulture));
                break;
        }
    }

    private static string NameOf(LogLevel level) => level switch
    {
        LogLevel.Trace => "trace",
        LogLevel.Debug => "debug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        LogLevel.Error => "error",
        _ => "critical",
    };
}
