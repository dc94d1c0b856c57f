namespace Passinstance.Wallet.Model;

/// <summary>An image of a template.</summary>
/// <param name="Name">Apple's name with the scale and without the extension: <c>icon</c>, <c>icon@2x</c>, <c>logo@3x</c>.</param>
/// <param name="Language">The language it is for, such as <c>en</c> or <c>zh-Hans</c>; null for all.</param>
/// <param name="Content">The PNG file.</param>
public sealed record PassImage(string Name, string? Language, ReadOnlyMemory<byte> Content);
