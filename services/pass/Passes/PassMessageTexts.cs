using Passinstance.Contracts.V1;
using Passinstance.Wallet.Model;

namespace Passinstance.Passes.Passes;

/// <summary>The texts of a push notification, parsed once and filled in for each pass.</summary>
internal sealed class PassMessageTexts
{
    private const int MaxHeader = 200;
    private const int MaxBody = 2000;
    private readonly Template _text;
    private readonly Dictionary<string, Template>? _translations;
    private readonly Guid? _notificationId;
    private readonly string? _language;

    /// <param name="message">The texts.</param>
    /// <param name="notificationId">The push notification that they belong to; null for the item of a batch.</param>
    /// <exception cref="InvalidOperationException">A text is not valid; whoever takes the texts in checks them.</exception>
    internal PassMessageTexts(HolderMessage message, Guid? notificationId)
    {
        _notificationId = notificationId;
        _language = message.Language;
        _text = Template.Parse(message);
        _translations = message.Translations is { Count: > 0 } translations
            ? translations.ToDictionary(translation => translation.Key, translation => Template.Parse(translation.Value))
            : null;
    }

    internal PassMessage For(Pass pass) => new()
    {
        NotificationId = _notificationId,
        Text = _text.Fill(pass),
        Language = _language,
        Translations = _translations?.ToDictionary(translation => translation.Key, translation => translation.Value.Fill(pass)),
    };

    private sealed record Template(MessageTemplate Header, MessageTemplate Body)
    {
        internal static Template Parse(HolderMessage message) => new(Parse(message.Header), Parse(message.Body));

        internal MessageText Fill(Pass pass) =>
            new(Header.Render(pass.Content.Fields, MaxHeader), Body.Render(pass.Content.Fields, MaxBody));

        private static MessageTemplate Parse(string text) =>
            MessageTemplate.TryParse(text, out var template, out var problem) ? template : throw new InvalidOperationException(problem);
    }
}
