namespace GraphDriver.Linux.Mounts;

/// <summary>An EROFS image file as a layer.</summary>
/// <param name="ImagePath">Absolute.</param>
/// <param name="HasAcls">False where no file of the image has a POSIX ACL: they are not asked for then.</param>
public sealed record ErofsLower(string ImagePath, bool HasAcls = true) : LowerLayer
{
    public override string ToString() => $"erofs:{ImagePath}";
}
