using System.Buffers;
using GraphDriver.Export;
using GraphDriver.Layers;
using GraphDriver.Linux.Files;
using GraphDriver.Oci.Layers.TarSplit;
using GraphDriver.Store;

namespace GraphDriver.Checks;

/// <summary>Compares the files of a layer without composefs with its tar-split: presence and size, and where content is read its checksum.</summary>
internal sealed class PlainLayerCheck(ContainerStorage store, FindingList findings)
{
    private const int BufferSize = 128 * 1024;

    /// <summary>Checks one layer.</summary>
    /// <returns>How many files are missing or damaged.</returns>
    /// <exception cref="InvalidDataException">The tar-split is missing or malformed.</exception>
    /// <exception cref="Linux.LinuxException">A call failed.</exception>
    public int Run(LayerId layer, bool readContent, CancellationToken cancellationToken)
    {
        var damaged = 0;
        using var files = new PlainFiles(OpenAt.Open(store.Root.Root, $"{LayerDirectories.PathOf(layer)}/diff", OpenFlags.Directory | OpenFlags.PathOnly | OpenFlags.NoFollow));
        foreach (var file in TarSplitListing.Read(LayerExporter.OpenTarSplit(store.Layers, layer)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Look(files, file, readContent) is { } what)
            {
                damaged++;
                findings.Add(FindingKind.DamagedFile, layer, $"{LayerDirectories.PathOf(layer)}/diff/{EntryPath.Display(file.Name.Span)}", what);
            }
        }

        return damaged;
    }

    private static string? Look(PlainFiles files, TarSplitFile file, bool readContent)
    {
        Stream content;
        try
        {
            content = files.Open(file.Name.Span);
        }
        catch (InvalidDataException)
        {
            return "is missing, or no regular file";
        }

        using (content)
        {
            if (content.Length != file.Size)
            {
                return $"has {content.Length} bytes instead of {file.Size}";
            }

            return readContent && Checksum(content) != file.Checksum ? "has not the content that the layer came with" : null;
        }
    }

    private static ulong Checksum(Stream content)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            var checksum = 0UL;
            for (int count; (count = content.Read(buffer)) > 0;)
            {
                checksum = Crc64.Append(checksum, buffer.AsSpan(0, count));
            }

            return checksum;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
