using GraphDriver.Composefs.Erofs;
using GraphDriver.Linux.Files;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Layers;

/// <summary>A <c>composefs.blob</c> as the reader of images takes it.</summary>
internal sealed class ImageFile : IImageBytes, IDisposable
{
    private readonly SafeFileHandle _file;
    private readonly string _path;

    private ImageFile(SafeFileHandle file, string path)
    {
        _path = path;
        _file = file;
        Length = Statx.Query(_file).Size;
    }

    public long Length { get; }

    /// <summary>Opens an image below a folder.</summary>
    /// <exception cref="Linux.LinuxException">A call failed.</exception>
    public static ImageFile Open(SafeFileHandle directory, string path) =>
        new(OpenAt.Open(directory, path, OpenFlags.ReadOnly | OpenFlags.NoFollow), path);

    /// <summary>Whether an image's files may have POSIX ACLs; what is no composefs image is left for the kernel to judge.</summary>
    /// <exception cref="Linux.LinuxException">A call failed.</exception>
    public static bool MayHaveAcls(string path)
    {
        using var file = Open(WorkingDirectory.Handle, path);
        try
        {
            return new ImageReader(file).HasAcl;
        }
        catch (InvalidDataException)
        {
            return true;
        }
    }

    public void Read(long offset, Span<byte> destination)
    {
        while (!destination.IsEmpty)
        {
            var count = ReadFile.ReadAt(_file, destination, offset);
            if (count == 0)
            {
                throw new InvalidDataException($"'{_path}' ends before its {Length} bytes");
            }

            destination = destination[count..];
            offset += count;
        }
    }

    public void Dispose() => _file.Dispose();
}
