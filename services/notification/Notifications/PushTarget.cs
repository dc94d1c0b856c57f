namespace Passinstance.Notifications.Notifications;

/// <summary>The passes that a push notification is for: exactly one of the members.</summary>
public sealed record PushTarget
{
    /// <summary>1 to 1,000 passes, <c>pas_...</c>. Those that your organisation does not have are counted in <c>notFound</c>.</summary>
    public IReadOnlyList<string>? PassIds { get; init; }

    /// <summary>All passes of a template, <c>tpl_...</c>.</summary>
    public string? TemplateId { get; init; }

    /// <summary>All passes of a bundle, <c>bnd_...</c>.</summary>
    public string? BundleId { get; init; }

    /// <summary>All passes of your organisation.</summary>
    public bool? All { get; init; }
}

/// <summary>Leaves out some of the target's passes. Void and deleted passes are always left out.</summary>
public sealed record PushFilter
{
    /// <summary><c>active</c> or <c>expired</c>; absent takes both.</summary>
    public string? Status { get; init; }

    /// <summary>Only the pass with this serial number.</summary>
    public string? SerialNumber { get; init; }

    /// <summary>Only passes created at this moment or later.</summary>
    public DateTimeOffset? CreatedAfter { get; init; }

    /// <summary>Only passes created before this moment.</summary>
    public DateTimeOffset? CreatedBefore { get; init; }
}

/// <summary>A title and a message in one language.</summary>
public sealed record PushText
{
    /// <summary>The headline, at most 100 characters. Placeholders as in <c>message</c>.</summary>
    public string? Title { get; init; }

    /// <summary>
    /// The text, at most 1,000 characters. <c>{memberName}</c> becomes the value of the pass's field of that key, or nothing where a pass
    /// has no such field; write <c>{{</c> and <c>}}</c> for braces.
    /// </summary>
    public string? Message { get; init; }
}
