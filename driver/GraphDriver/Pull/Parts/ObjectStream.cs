using GraphDriver.Linux.Files;
using GraphDriver.Oci.Layers;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Pull.Parts;

/// <summary>The bytes of an object, read once from its beginning, without a buffer between.</summary>
/// <param name="file">The object; closed with the stream.</param>
internal sealed class ObjectStream(SafeFileHandle file) : ReadOnlyStream
{
    public override int Read(Span<byte> buffer) => ReadFile.Read(file, buffer);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            file.Dispose();
        }

        base.Dispose(disposing);
    }
}
