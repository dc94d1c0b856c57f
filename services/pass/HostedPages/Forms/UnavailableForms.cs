using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Passinstance.Passes.Rendering;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Passes.HostedPages.Forms;

/// <summary>
/// Forms whose link is right and from which no pass can be issued at the moment, mostly for want of a certificate. The visitor is told to come again, the operator why: each request is counted,
/// and a form is logged once in ten minutes, since anybody may ask as often as they like.
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
            "passinstance.forms.unavailable", "{request}", "Requests of forms that cannot issue passes at the moment, by reason: no_certificate, certificate_unusable, template_invalid.");
        (_time, _logger) = (time, logger);
    }

    private static Problem Unavailable { get; } = Problem.Of(
        503, "form_unavailable", "Passes cannot be issued from this form at the moment. Try again after Retry-After; if it lasts, tell whoever gave you the link.");

    internal NoticePage SetMessage(TemplateForm form, Failure refusal)
    {
        _requests.Add(1, new KeyValuePair<string, object?>("reason", refusal.Code));
        if (IsToBeLogged((form.TemplateId, refusal.Code)))
            LogUnavailable(form.TemplateId, form.OrganizationId, refusal.Code);
        return new NoticePage(Unavailable, form.Template) { RetryAfter = RetryAfter };
    }

    private bool IsToBeLogged((Guid TemplateId, string Reason) form)
    {
        var now = _time.GetUtcNow();
        if (_logged.TryGetValue(form, out var last) && now - last < BetweenLogs)
            return false;
        // Then some are logged more often, which is better than to keep them all.
        if (_logged.Count >= MaxForms)
            _logged.Clear();
        _logged[form] = now;
        return true;
    }

    [LoggerMessage(LogLevel.Error, "The form of template {TemplateId} of organisation {OrganizationId} cannot issue passes ({Reason}); its visitors are told to come again. POST /passes with this template says what to do.")]
    private partial void LogUnavailable(Guid templateId, Guid organizationId, string reason);
}
