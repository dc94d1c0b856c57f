using Passinstance.Passes.Diagnosis;
using Passinstance.Passes.Passes;
using Passinstance.Passes.Rendering;

namespace Passinstance.Passes.Tests.Diagnosis;

/// <summary>The verdicts about certificates and waiting pushes, which a running system gets into only as time passes.</summary>
[Trait("Category", "Unit")]
public sealed class DiagnosisRulesTests
{
    private static readonly DateTimeOffset Now = new(2027, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Without_a_certificate_the_pass_cannot_be_signed() => AssertVerdict(
        "certificate_missing", Facts() with { Certificate = null, SigningFailure = RenderingFailure.NoCertificate("pass.test.members") });

    [Fact]
    public void An_expired_certificate_is_named_from_the_moment_on_at_which_it_expires() => AssertVerdict(
        "certificate_expired", Facts() with { Certificate = new SigningCertificate(false, Now.AddYears(-1), Now) });

    [Fact]
    public void A_certificate_from_the_future_is_named() => AssertVerdict(
        "certificate_not_yet_valid", Facts() with { Certificate = new SigningCertificate(false, Now.AddDays(1), Now.AddYears(1)) });

    [Fact]
    public void A_push_that_Apple_did_not_take_is_named_with_its_attempts()
    {
        var device = new DevicePushes(true, Now.AddDays(-1), null, null, Now.AddMinutes(-1), Attempts: 3);
        var facts = Facts() with { Pushes = new PassPushes([device], null, null, null) };

        AssertVerdict("push_waiting", facts);
        Assert.Contains("3", DiagnosisRules.Find(facts)[0].Message, StringComparison.Ordinal);
        Assert.Equal("3", DiagnosisRules.Find(facts)[0].Values!["attempts"]);
    }

    [Fact]
    public void What_a_sentence_names_is_given_as_values_with_times_that_programs_read()
    {
        var expired = Facts() with { Certificate = new SigningCertificate(false, Now.AddYears(-1), Now) };
        Assert.Equal("2027-03-01T12:00:00Z", DiagnosisRules.Find(expired)[0].Values!["notAfter"]);

        var google = Facts() with
        {
            Pushes = new PassPushes([], null, new GoogleObjectState(2, 1, false, Now, 0, "400 Invalid barcode", null), null),
        };
        Assert.Equal("400 Invalid barcode", DiagnosisRules.Find(google)[0].Values!["reason"]);
        Assert.Equal("2028-02-01T12:00:00Z", DiagnosisTimeline.Of(Facts())[0].Values!["notAfter"]);
        Assert.Equal("400 Invalid barcode", DiagnosisTimeline.Of(google).Single(one => one.Kind == "google_rejected").Values!["reason"]);
        Assert.Null(DiagnosisRules.Find(Facts() with { Pushes = null })[0].Values);
    }

    private static void AssertVerdict(string code, DiagnosisFacts facts) => Assert.Equal(code, DiagnosisRules.Find(facts)[0].Code);

    private static DiagnosisFacts Facts() => new()
    {
        Pass = Pass.Create(
            Guid.CreateVersion7(), Guid.CreateVersion7(), "pass.test.members", "M-1", new PassContent(), [],
            new RenderedWith(1, null), [], TimeProvider.System),
        Now = Now,
        DatabaseNow = Now,
        PublicUrl = new Uri("https://wallet.example.com"),
        Certificate = new SigningCertificate(false, Now.AddMonths(-1), Now.AddMonths(11)),
        Registrations = [Now.AddDays(-1)],
        Pushes = new PassPushes([], null, null, null),
    };
}
