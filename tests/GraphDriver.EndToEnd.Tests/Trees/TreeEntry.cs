namespace GraphDriver.EndToEnd.Tests.Trees;

/// <summary>
/// Everything that a program can see of one name in a tree. Names, targets and values are bytes, kept as Latin-1 so that each byte is one character.
/// </summary>
/// <param name="Path">Relative to the root, <c>.</c> for the root itself.</param>
/// <param name="Mode">Type and permissions, hexadecimal.</param>
/// <param name="Owner"><c>uid:gid</c>.</param>
/// <param name="Size">Bytes; 0 for a directory, whose size belongs to its file system.</param>
/// <param name="Device"><c>major:minor</c> of a device node, else empty.</param>
/// <param name="Mtime">Seconds and nanoseconds.</param>
/// <param name="Target">Of a symbolic link, else empty.</param>
/// <param name="HardLinkOf">The first name of the same inode in byte order; its own where it has but one.</param>
/// <param name="Content">The SHA-256 of a regular file, else empty.</param>
/// <param name="Xattrs">Names with hexadecimal values.</param>
public sealed record TreeEntry(
    string Path,
    string Mode,
    string Owner,
    long Size,
    string Device,
    string Mtime,
    string Target,
    string HardLinkOf,
    string Content,
    IReadOnlyDictionary<string, string> Xattrs)
{
    /// <summary>Each property as a name and a value, for a comparison that says what differs.</summary>
    public IEnumerable<(string Name, string Value)> Properties()
    {
        yield return ("mode", Mode);
        yield return ("owner", Owner);
        yield return ("size", Size.ToString());
        yield return ("device", Device);
        yield return ("mtime", Mtime);
        yield return ("target", Target);
        yield return ("hard link of", HardLinkOf);
        yield return ("content", Content);
        foreach ((string name, string value) in Xattrs)
        {
            yield return ("xattr " + name, value);
        }
    }
}
