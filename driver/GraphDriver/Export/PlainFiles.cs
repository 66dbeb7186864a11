using GraphDriver.Linux.Files;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Export;

/// <summary>A layer whose <c>diff/</c> holds its files as they are, as containers/storage keeps it without composefs.</summary>
internal sealed class PlainFiles(SafeFileHandle diff) : ILayerFiles
{
    // A layer's tar may name a file through a symbolic link of the same layer.
    public Stream Open(ReadOnlySpan<byte> name) => LayerFiles.OpenContent(diff, name, ResolveFlags.NoMagicLinks, name);

    public void Dispose() => diff.Dispose();
}
