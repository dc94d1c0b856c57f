namespace Passinstance.Templates.Templates;

/// <summary>What happened to a template. A draft that is only saved raises nothing.</summary>
internal enum TemplateDomainEvent
{
    Created,
    Published,
    Deleted,
}
