using System.Net;
using System.Text;
using System.Text.Json;
using Google.Apis.Auth.OAuth2;
using Passinstance.ServiceDefaults.Text;

namespace Passinstance.GoogleFederation;

/// <summary>Reads the installation's own token anew for each exchange: providers renew it in place.</summary>
internal sealed class TokenSource(string name, TokenSourceOptions? options, HttpClient http)
    : ProgrammaticExternalAccountCredential.ISubjectTokenProvider
{
    private const int MaxToken = 64 * 1024;
    private const int MaxReason = 200;

    public async Task<string> GetSubjectTokenAsync(
        ProgrammaticExternalAccountCredential caller, CancellationToken taskCancellationToken)
    {
        if (options is null)
        {
            throw Failed($"it is not configured here for the organization: set GoogleFederation:Sources:{name} for template, pass and "
                + "notification alike");
        }

        try
        {
            var content = options.File.Length > 0
                ? await ReadFileAsync(options.File, taskCancellationToken) : await FetchAsync(options, taskCancellationToken);
            var token = options.JsonField.Length == 0 ? content.Trim() : FieldOf(content, options.JsonField);
            return token.Length > 0 ? token : throw Failed("it is empty");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or HttpRequestException
            || (exception is OperationCanceledException && !taskCancellationToken.IsCancellationRequested))
        {
            throw Failed(TextCut.Storable(exception.Message, MaxReason).TrimEnd('.'), exception);
        }
    }

    private static async Task<string> ReadFileAsync(string path, CancellationToken cancellationToken)
    {
        await using var file = new FileStream(
            path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 4096, useAsync: true);
        var buffer = new byte[MaxToken + 1];
        var length = await file.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        return length <= MaxToken
            ? Encoding.UTF8.GetString(buffer, 0, length) : throw new IOException("The file is too large for a token.");
    }

    private async Task<string> FetchAsync(TokenSourceOptions from, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, from.Url);
        foreach (var (header, value) in from.Headers)
            request.Headers.TryAddWithoutValidation(header, value);
        using var response = await http.SendAsync(request, cancellationToken);
        return response.StatusCode == HttpStatusCode.OK
            ? await response.Content.ReadAsStringAsync(cancellationToken) : throw Failed($"status {(int)response.StatusCode}");
    }

    private string FieldOf(string content, string field)
    {
        try
        {
            return JsonElement.Parse(content) is { ValueKind: JsonValueKind.Object } json && json.TryGetProperty(field, out var token)
                && token.ValueKind == JsonValueKind.String
                ? token.GetString()! : throw Failed($"it has no text \"{field}\"");
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw Failed("it is not JSON", exception);
        }
    }

    private FederationException Failed(string reason, Exception? cause = null) =>
        new(FederationStep.Source, $"The token source \"{name}\" cannot be read: {reason}.", status: null, cause);
}
