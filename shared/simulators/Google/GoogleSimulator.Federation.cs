using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Passinstance.Simulators.Google;

// Workload identity federation: the Security Token Service and the IAM Service Account Credentials API.
public sealed partial class GoogleSimulator
{
    private const string AccountsPath = "/v1/projects/-/serviceAccounts/";
    private readonly GoogleFederationBook _federation;
    private readonly ConcurrentQueue<GoogleScript> _federationScript = new();

    /// <summary>The address of the Security Token Service.</summary>
    public Uri ExchangeUrl => new(Url, "/v1/token");

    /// <summary>Tokens of workloads exchanged so far.</summary>
    public int Exchanges => _federation.Exchanges;

    /// <summary>Tokens that service accounts have signed so far.</summary>
    public int Signatures => _federation.Signatures;

    /// <summary>How long each response of the token service and of the credentials API takes.</summary>
    public TimeSpan FederationDelay { get; set; }

    /// <summary>Registers an issuer's service account that a workload may act for, and that signs with keys at Google.</summary>
    /// <param name="issuerId">The issuer.</param>
    /// <param name="clientEmail">The service account.</param>
    /// <param name="audience">The provider of the workload identity pool.</param>
    /// <param name="subject">The workload.</param>
    public void RegisterFederated(string issuerId, string clientEmail, string audience, string subject) =>
        _federation.Register(issuerId, clientEmail, audience, subject);

    /// <summary>A token of the workload's identity provider.</summary>
    /// <param name="subject">The workload.</param>
    /// <param name="audience">The provider of the workload identity pool.</param>
    /// <param name="lifetime">How long it is valid.</param>
    public string CreateSubjectToken(string subject, string audience, TimeSpan lifetime) =>
        _federation.CreateSubjectToken(subject, audience, lifetime);

    /// <summary>Takes the permission to sign for the account from its workload.</summary>
    public void ForbidSigning(string clientEmail) => _federation.ForbidSigning(clientEmail);

    /// <summary>Takes every permission on the account from its workload.</summary>
    public void RevokeFederated(string clientEmail)
    {
        _federation.Revoke(clientEmail);
        _accounts.Revoke(clientEmail);
    }

    /// <summary>Expires the exchanged tokens of workloads early.</summary>
    public void EndExchangedTokens() => _federation.EndTokens();

    /// <summary>Adds responses for the next calls of the token service and of the credentials API, one each.</summary>
    public void AnswerFederationNext(params IEnumerable<GoogleScript> answers)
    {
        foreach (var answer in answers)
            _federationScript.Enqueue(answer);
    }

    private async Task AnswerFederationAsync(HttpContext context, Func<HttpContext, Task> answer)
    {
        await Task.Delay(FederationDelay, context.RequestAborted);
        if (!_federationScript.TryDequeue(out var script))
        {
            await answer(context);
            return;
        }

        await script.Until.WaitAsync(_disposing.Token);
        if (script.Breaks)
            context.Abort();
        else if (script.Status == 0)
            await answer(context);
        else
            await WriteAsync(context, new RefusedException(script.Status, script.Reason, script.Reason).Reply);
    }

    private async Task ExchangeAsync(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var (token, error, description) = _federation.Exchange(name => form[name].ToString());
        context.Response.StatusCode = token is null ? 400 : 200;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(JsonSerializer.Serialize<object>(token is null
            ? new { error, error_description = description }
            : new
            {
                access_token = token,
                issued_token_type = "urn:ietf:params:oauth:token-type:access_token",
                token_type = "Bearer",
                expires_in = 3599,
            }));
    }

    private async Task CallAccountAsync(HttpContext context)
    {
        var name = context.Request.Path.Value![AccountsPath.Length..];
        var colon = name.LastIndexOf(':');
        using var body = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
        try
        {
            var reply = _federation.Call(
                context.Request.Headers.Authorization, name[..Math.Max(colon, 0)], name[(colon + 1)..], body.RootElement);
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(JsonSerializer.Serialize(reply));
        }
        catch (RefusedException refused)
        {
            await WriteAsync(context, refused.Reply);
        }
    }
}
