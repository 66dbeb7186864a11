namespace GraphDriver.Linux.Files;

/// <summary>The number of a device, in its two parts.</summary>
/// <param name="Major">Which driver.</param>
/// <param name="Minor">Which of its devices.</param>
public readonly record struct DeviceNumber(uint Major, uint Minor)
{
    /// <summary>One number, as <c>makedev(3)</c> makes it.</summary>
    public ulong Encoded =>
        ((ulong)(Major & 0xfffff000) << 32) | ((ulong)(Major & 0xfff) << 8)
        | ((ulong)(Minor & 0xffffff00) << 12) | (Minor & 0xff);

    public override string ToString() => $"{Major}:{Minor}";
}
