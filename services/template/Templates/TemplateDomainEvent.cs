namespace Passinstance.Templates.Templates;

internal enum TemplateDomainEventKind
{
    Created,
    Published,
    Deleted,
}

/// <summary>What happened to a template. A draft that is only saved raises nothing.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Version">The version that was published.</param>
internal sealed record TemplateDomainEvent(TemplateDomainEventKind Kind, TemplateVersion? Version = null);
