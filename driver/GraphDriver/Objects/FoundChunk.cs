using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Objects;

/// <summary>
/// Bytes of a file of this machine that were once a chunk of the digest looked for. Whoever uses them hashes them: the file may
/// have changed or be damaged.
/// </summary>
/// <param name="file">The file, open for reading; disposed with this.</param>
/// <param name="offset">Where the chunk begins in it, in bytes.</param>
/// <param name="length">How long it is, in bytes; the file is at least that long.</param>
internal sealed class FoundChunk(SafeFileHandle file, long offset, long length) : IDisposable
{
    public SafeFileHandle File { get; } = file;

    public long Offset { get; } = offset;

    public long Length { get; } = length;

    public void Dispose() => File.Dispose();
}
