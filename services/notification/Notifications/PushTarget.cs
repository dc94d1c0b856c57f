namespace Passinstance.Notifications.Notifications;

/// <summary>The passes that a push notification targets: exactly one of the members.</summary>
public sealed record PushTarget
{
    /// <summary>1 to 1,000 passes, <c>pas_...</c>. Passes that your organization does not have are counted in <c>notFound</c>.</summary>
    public IReadOnlyList<string>? PassIds { get; init; }

    /// <summary>All passes of a template, <c>tpl_...</c>.</summary>
    public string? TemplateId { get; init; }

    /// <summary>All passes of a bundle, <c>bnd_...</c>.</summary>
    public string? BundleId { get; init; }

    /// <summary>All passes of your organization.</summary>
    public bool? All { get; init; }
}

/// <summary>Restricts the target. Void and deleted passes are always excluded.</summary>
public sealed record PushFilter
{
    /// <summary><c>active</c> or <c>expired</c>. Default: both.</summary>
    public string? Status { get; init; }

    /// <summary>Only the pass with this serial number.</summary>
    public string? SerialNumber { get; init; }

    /// <summary>Only passes created at or after this time.</summary>
    public DateTimeOffset? CreatedAfter { get; init; }

    /// <summary>Only passes created before this time.</summary>
    public DateTimeOffset? CreatedBefore { get; init; }
}

/// <summary>A title and a message in one language.</summary>
public sealed record PushText
{
    /// <summary>The title, at most 100 characters, with placeholders as in <c>message</c>.</summary>
    public string? Title { get; init; }

    /// <summary>
    /// The text, at most 1,000 characters. <c>{memberName}</c> is replaced by the value of the pass's field with that key, or by nothing if
    /// the pass has no such field. Write <c>{{</c> and <c>}}</c> for braces.
    /// </summary>
    public string? Message { get; init; }
}
