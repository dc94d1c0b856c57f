using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Passinstance.Passes.Rendering;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Passes.HostedPages.Forms;

/// <summary>
/// Forms whose link is right and from which no pass can be created at the moment, mostly because a certificate is missing. The visitor is
/// asked to come back. Each request is counted, and a form is logged once in ten minutes, because a visitor may repeat the request at will.
/// </summary>
internal sealed partial class UnavailableForms
{
    private const int MaxForms = 10_000;
    private static readonly TimeSpan BetweenLogs = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromMinutes(5);
    private readonly ConcurrentDictionary<(Guid TemplateId, string Reason), DateTimeOffset> _logged = new();
    private readonly Counter<long> _requests;
    private readonly TimeProvider _time;
    private readonly ILogger<UnavailableForms> _logger;

    public UnavailableForms(IMeterFactory meters, TimeProvider time, ILogger<UnavailableForms> logger)
    {
        _requests = meters.Create("Passinstance.Passes").CreateCounter<long>(
            "passinstance.forms.unavailable", "{request}",
            "Requests of forms that cannot create passes, by reason: no_certificate, certificate_unusable, template_invalid.");
        (_time, _logger) = (time, logger);
    }

    private static Problem Unavailable { get; } = Problem.Of(
        503, "form_unavailable",
        "This form cannot create passes at the moment. Try again after Retry-After, or ask the person who gave you the link.");

    /// <summary>Counts and logs the failure.</summary>
    /// <returns>The page for the visitor.</returns>
    internal NoticePage Report(TemplateForm form, RenderingFailure failure)
    {
        _requests.Add(1, new KeyValuePair<string, object?>("reason", failure.Code));
        if (MustLog((form.TemplateId, failure.Code)))
            LogUnavailable(
                TypeId.Format(IdPrefixes.Template, form.TemplateId), TypeId.Format(IdPrefixes.Organization, form.OrganizationId),
                failure.Code);
        return new NoticePage(Unavailable, form.Template) { RetryAfter = RetryAfter };
    }

    private bool MustLog((Guid TemplateId, string Reason) form)
    {
        var now = _time.GetUtcNow();
        if (_logged.TryGetValue(form, out var last) && now - last < BetweenLogs)
            return false;
        // Some are then logged more often, which is better than to remember them all.
        if (_logged.Count >= MaxForms)
            _logged.Clear();
        _logged[form] = now;
        return true;
    }

    [LoggerMessage(LogLevel.Error,
        "The form of template {TemplateId} of organization {OrganizationId} cannot create passes: {Reason}. " +
        "Send POST /passes with this template: the response names what to fix.")]
    private partial void LogUnavailable(string templateId, string organizationId, string reason);
}
