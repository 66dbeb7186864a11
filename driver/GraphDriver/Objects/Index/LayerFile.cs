using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Objects.Index;

/// <summary>A file of a layer that another tool made.</summary>
/// <param name="File">The file, open for reading; disposed with this.</param>
/// <param name="Offset">Where the content begins in it, in bytes.</param>
/// <param name="IsOwn">Whether the layer is in the own store.</param>
/// <param name="IsObject">Whether it is an object, whose owner, mode and times mean nothing.</param>
internal sealed record LayerFile(SafeFileHandle File, long Offset, bool IsOwn, bool IsObject) : IDisposable
{
    public void Dispose() => File.Dispose();
}
