using static Passinstance.Gateway.Portal.Html;

namespace Passinstance.Gateway.Mail;

/// <summary>A mail that leads to one page: as text, and as HTML for programs that show it.</summary>
/// <param name="Subject">The subject, which is the heading, too.</param>
/// <param name="Before">What the reader has to know.</param>
/// <param name="Action">What the button says.</param>
/// <param name="Url">Where it leads.</param>
/// <param name="After">What is said below it.</param>
internal sealed record MailMessage(string Subject, string Before, string Action, string Url, string After)
{
    /// <summary>For programs that show text.</summary>
    internal string Text => $"{Before}\n\n{Action}:\n{Url}\n\n{After}\n";

    /// <summary>For programs that show HTML. They know attributes and no style sheets; nothing is loaded from anywhere.</summary>
    internal string Html =>
        $"""
        <!DOCTYPE html>
        <html lang="en">
        <head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{Encode(Subject)}</title></head>
        <body style="margin:0;padding:32px 16px;background:#fbfaf8;color:#1b1a18;
        font:16px/1.5 system-ui,'Segoe UI',Roboto,Arial,sans-serif">
        <div style="max-width:480px;margin:0 auto;padding:32px;background:#ffffff;border:1px solid #e4e0d9;border-radius:16px">
        <p style="margin:0 0 24px;font-weight:600;color:#3547d4">Passinstance</p>
        <h1 style="margin:0 0 16px;padding-bottom:16px;border-bottom:2px dotted #e4e0d9;font-size:24px;
        line-height:1.2">{Encode(Subject)}</h1>
        <p style="margin:0 0 24px">{Encode(Before)}</p>
        <p style="margin:0 0 24px"><a href="{Encode(Url)}" style="display:inline-block;padding:12px 24px;background:#3547d4;color:#ffffff;
        border-radius:6px;font-weight:600;text-decoration:none">{Encode(Action)}</a></p>
        <p style="margin:0 0 24px;font-size:13px;color:#625d55;word-break:break-all">{Encode(Url)}</p>
        <p style="margin:0;font-size:13px;color:#625d55">{Encode(After)}</p>
        </div>
        </body>
        </html>

        """;
}
