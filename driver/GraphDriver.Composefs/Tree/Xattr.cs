namespace GraphDriver.Composefs.Tree;

/// <summary>
/// An extended attribute: its full name with the prefix (<c>user.</c>, <c>trusted.</c>…), 1 to 255 bytes without NUL, and its value,
/// up to 65,535 bytes of anything. The arrays are kept, not copied: share them where many files carry the same attribute.
/// </summary>
public readonly struct Xattr(byte[] name, byte[] value)
{
    public byte[] Name { get; } = name ?? throw new ArgumentNullException(nameof(name));

    public byte[] Value { get; } = value ?? throw new ArgumentNullException(nameof(value));
}
