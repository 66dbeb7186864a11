using GraphDriver.Composefs.Erofs;
using GraphDriver.Composefs.Tree;
using GraphDriver.ComposefsImages;
using GraphDriver.Layers;
using GraphDriver.Linux.Files;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Export;

/// <summary>
/// A layer whose <c>composefs.blob</c> says which object of its <c>diff/</c> a name's content is. The blob is searched, name by
/// name: in memory unless it is unusually large.
/// </summary>
internal sealed class ComposefsFiles : ILayerFiles
{
    // The image of a layer with some hundred thousand files.
    private const int MaximumInMemory = 32 << 20;

    private readonly ImageFile _image;
    private readonly ImageReader _reader;
    private readonly SafeFileHandle _diff;
    private readonly byte[] _path = new byte[EntryPath.MaximumPathLength + 1];

    /// <summary>Owns both.</summary>
    /// <exception cref="InvalidDataException">The image is no composefs image; it is closed.</exception>
    public ComposefsFiles(ImageFile image, SafeFileHandle diff)
    {
        (_image, _diff) = (image, diff);
        try
        {
            _reader = image.Length <= MaximumInMemory ? new ImageReader(image.ReadAll()) : new ImageReader(image);
        }
        catch
        {
            image.Dispose();
            throw;
        }
    }

    public Stream Open(ReadOnlySpan<byte> name)
    {
        if (!_reader.TryFind(Clean(name), out var nid) || _reader.ReadNode(nid) is not RegularFileNode file)
        {
            throw LayerFiles.Missing(name);
        }

        return file switch
        {
            { InlineContent: { } content } => new MemoryStream(content, writable: false),
            { Redirect: { } path } => LayerFiles.OpenContent(_diff, path, ResolveFlags.NoSymlinks, name),
            _ => throw LayerFiles.Missing(name),
        };
    }

    public void Dispose()
    {
        _image.Dispose();
        _diff.Dispose();
    }

    /// <summary>The name without what means nothing, such as a <c>./</c> before it.</summary>
    private ReadOnlySpan<byte> Clean(ReadOnlySpan<byte> name)
    {
        var rest = EntryPath.Parse(name).Text;
        var length = 0;
        while (EntryPath.TakeFirst(ref rest) is { IsEmpty: false } part)
        {
            _path[length] = (byte)'/';
            part.CopyTo(_path.AsSpan(length + 1));
            length += 1 + part.Length;
        }

        return _path.AsSpan(0, length);
    }
}
