using GraphDriver.Composefs.Erofs;
using GraphDriver.Composefs.Tree;
using GraphDriver.Linux.Files;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.ComposefsImages;

/// <summary>A composefs image in a file. Reading a part of it reads the pages that this part needs.</summary>
public sealed class ImageFile : IImageBytes, IDisposable
{
    private readonly string _path;

    private ImageFile(string path, SafeFileHandle handle)
    {
        (_path, Handle) = (path, handle);
        Length = Statx.Query(handle).Size;
    }

    public long Length { get; }

    /// <summary>The file, open for reading.</summary>
    public SafeFileHandle Handle { get; }

    /// <summary>Opens an image; nothing is read yet.</summary>
    /// <exception cref="Linux.LinuxException">The file cannot be opened.</exception>
    public static ImageFile Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new(path, OpenAt.Open(path, OpenFlags.ReadOnly));
    }

    /// <summary>Opens the image below a folder, which must be no symbolic link; nothing is read yet.</summary>
    /// <exception cref="Linux.LinuxException">The file cannot be opened.</exception>
    public static ImageFile Open(SafeFileHandle directory, string path) =>
        new(path, OpenAt.Open(directory, path, OpenFlags.ReadOnly | OpenFlags.NoFollow));

    /// <summary>Whether an image's files may have POSIX ACLs; what is no composefs image is left for the kernel to judge.</summary>
    /// <exception cref="Linux.LinuxException">A call failed.</exception>
    internal static bool MayHaveAcls(string path)
    {
        using var image = Open(WorkingDirectory.Handle, path);
        try
        {
            return new ImageReader(image).HasAcl;
        }
        catch (InvalidDataException)
        {
            return true;
        }
    }

    /// <summary>The whole image, or of its root's names only some.</summary>
    /// <exception cref="InvalidDataException">It is no proper composefs image.</exception>
    public FileTree ReadTree(IReadOnlyCollection<byte[]>? topLevel = null)
    {
        return topLevel is not null || Length > Array.MaxLength
            ? new ImageReader(this).ReadTree(topLevel)
            : new ImageReader(ReadAll()).ReadTree();
    }

    /// <summary>The whole file.</summary>
    /// <exception cref="InvalidDataException">It is longer than memory can hold in one piece.</exception>
    public byte[] ReadAll()
    {
        if (Length > Array.MaxLength)
        {
            throw new InvalidDataException($"'{_path}' has {Length} bytes, more than {Array.MaxLength}");
        }

        var bytes = new byte[Length];
        Read(0, bytes);
        return bytes;
    }

    /// <exception cref="InvalidDataException">The file became shorter.</exception>
    public void Read(long offset, Span<byte> destination)
    {
        while (!destination.IsEmpty)
        {
            var count = ReadFile.ReadAt(Handle, destination, offset);
            if (count == 0)
            {
                throw new InvalidDataException($"'{_path}' ends before its {Length} bytes");
            }

            destination = destination[count..];
            offset += count;
        }
    }

    public void Dispose() => Handle.Dispose();
}
