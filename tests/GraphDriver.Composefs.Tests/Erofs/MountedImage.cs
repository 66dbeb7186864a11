using System.Globalization;
using System.Text;

namespace GraphDriver.Composefs.Tests.Erofs;

/// <summary>An image mounted by the kernel as EROFS, without an overlay.</summary>
internal sealed class MountedImage : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly bool _isMounted;

    public MountedImage(byte[] image)
    {
        Directory.CreateDirectory(Root);
        // Some images carry ACLs that are none: asked for, the kernel refuses the files.
        ExternalProgram.Run("mount", "-t", "erofs", "-o", "ro,noacl", _folder.Write("image", image), Root);
        _isMounted = true;
    }

    public string Root => _folder["mnt"];

    /// <summary>All files by path, as Latin-1, with what stat(2) says of them.</summary>
    public Dictionary<string, FileStatus> Stat()
    {
        var fields = Shell("find . -print0 | xargs -0 stat --printf '%n\\0%f\\0%u\\0%g\\0%s\\0%.9Y\\0%h\\0%r\\0%i\\0'");
        return fields.Chunk(9).ToDictionary(
            file => file[0][1..],
            file => new FileStatus(
                uint.Parse(file[1], NumberStyles.HexNumber),
                uint.Parse(file[2]),
                uint.Parse(file[3]),
                long.Parse(file[4]),
                decimal.Parse(file[5]),
                uint.Parse(file[6]),
                uint.Parse(file[7]),
                ulong.Parse(file[8])));
    }

    /// <summary>The targets of all symbolic links by path.</summary>
    public Dictionary<string, string> ReadLinks() =>
        Shell("find . -type l -printf '%p\\0%l\\0'").Chunk(2).ToDictionary(link => link[0][1..], link => link[1]);

    /// <summary>The extended attributes of a file as <c>name=0xvalue</c>, in the order of names.</summary>
    public string[] Xattrs(string path) =>
        [.. ExternalProgram.Run("getfattr", "--absolute-names", "-h", "-d", "-m", "-", "-e", "hex", Root + path)
            .Split('\n').Where(line => line.Contains('=')).Order(StringComparer.Ordinal)];

    public void Dispose()
    {
        if (_isMounted)
        {
            ExternalProgram.Run("umount", Root);
        }

        _folder.Dispose();
    }

    private string[] Shell(string command) =>
        ExternalProgram.Run("sh", "-c", $"cd '{Root}' && {command}", Encoding.Latin1).Split('\0')[..^1];

    internal sealed record FileStatus(uint Mode, uint Uid, uint Gid, long Size, decimal Mtime, uint Links, uint Device, ulong Inode);
}
