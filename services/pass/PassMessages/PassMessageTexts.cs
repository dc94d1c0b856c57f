using Passinstance.Contracts.V1;
using Passinstance.Passes.Passes;
using Passinstance.Wallet.Model;

namespace Passinstance.Passes.PassMessages;

/// <summary>What a push notification says, read once and filled in for each pass.</summary>
internal sealed class PassMessageTexts
{
    private const int MaxHeader = 200;
    private const int MaxBody = 2000;
    private readonly (MessageTemplate Header, MessageTemplate Body) _own;
    private readonly Dictionary<string, (MessageTemplate Header, MessageTemplate Body)> _translations;
    private readonly Guid _notificationId;
    private readonly string? _language;

    /// <exception cref="InvalidOperationException">A text cannot be read: it was not checked before it came here.</exception>
    internal PassMessageTexts(PushNotificationRequested requested)
    {
        _notificationId = requested.NotificationId;
        _language = requested.Message.Language;
        _own = Read(requested.Message);
        _translations = (requested.Message.Translations ?? new Dictionary<string, HolderMessage>()).ToDictionary(translation => translation.Key, translation => Read(translation.Value));
    }

    internal PassMessage For(Pass pass) => new()
    {
        NotificationId = _notificationId,
        Text = Fill(_own, pass),
        Language = _language,
        Translations = _translations.Count == 0 ? null : _translations.ToDictionary(translation => translation.Key, translation => Fill(translation.Value, pass)),
    };

    private static MessageText Fill((MessageTemplate Header, MessageTemplate Body) text, Pass pass) =>
        new(text.Header.Render(pass.Content.Fields, MaxHeader), text.Body.Render(pass.Content.Fields, MaxBody));

    private static (MessageTemplate Header, MessageTemplate Body) Read(HolderMessage message) => (Read(message.Header), Read(message.Body));

    private static MessageTemplate Read(string text) =>
        MessageTemplate.TryParse(text, out var template, out var problem) ? template : throw new InvalidOperationException(problem);
}
