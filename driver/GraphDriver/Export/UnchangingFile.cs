using GraphDriver.Layers;
using GraphDriver.Linux.Files;
using GraphDriver.Oci.Layers;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Export;

/// <summary>
/// The content of a file as it was when its status was read. What a tar has said of a file stands before its content, so a file that is written
/// to meanwhile cannot be taken.
/// </summary>
/// <param name="file">The file; owned.</param>
/// <param name="status">Its status.</param>
/// <param name="path">For messages.</param>
internal sealed class UnchangingFile(SafeFileHandle file, FileStatus status, byte[] path) : ReadOnlyStream
{
    private long _offset;

    /// <exception cref="InvalidDataException">The file changed.</exception>
    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty || _offset == status.Size)
        {
            return 0;
        }

        var count = ReadFile.ReadAt(file, buffer[..(int)Math.Min(buffer.Length, status.Size - _offset)], _offset);
        _offset += count;
        if (count == 0 || (_offset == status.Size && HasChanged()))
        {
            throw new InvalidDataException($"'/{EntryPath.Display(path)}' changed while it was read; stop or pause what writes to it");
        }

        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            file.Dispose();
        }

        base.Dispose(disposing);
    }

    private bool HasChanged()
    {
        var now = Statx.Query(file);
        return now.Size != status.Size || now.MtimeSeconds != status.MtimeSeconds || now.MtimeNanoseconds != status.MtimeNanoseconds;
    }
}
