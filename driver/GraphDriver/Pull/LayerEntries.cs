using GraphDriver.Layers;
using GraphDriver.Objects;
using GraphDriver.Oci.Layers.Tar;
using GraphDriver.Oci.Layers.TarSplit;

namespace GraphDriver.Pull;

/// <summary>
/// Reads a layer's tar stream into its file tree and its tar-split: one code for every way in, so that the same tar gives the same layer,
/// whether its content came with it or was there before.
/// </summary>
internal static class LayerEntries
{
    /// <summary>Reads the stream to its end.</summary>
    /// <param name="tar">The layer's tar.</param>
    /// <param name="staging">Gets the tar-split, and has the objects.</param>
    /// <param name="pool">Loses the objects of content that nothing in the finished layer has.</param>
    /// <param name="contents">Makes objects of the contents.</param>
    /// <exception cref="InvalidDataException">The stream is no tar, or one that no layer can have.</exception>
    public static LayerTreeBuilder Read(Stream tar, LayerStaging staging, ObjectPool pool, ILayerContents contents)
    {
        using var splitFile = staging.CreateSideFile(StagedLayer.TarSplitName, StagedLayer.TarSplitMode);
        using var split = new TarSplitWriter(splitFile);
        var reader = new TarReader(tar, split);
        var builder = new LayerTreeBuilder();
        var superseded = new SupersededContent();
        while (reader.ReadEntry() is { } entry)
        {
            contents.Enter(entry);
            if ((builder.Add(entry) ?? superseded.TakeMarker(entry)) is { Size: > 0 } file)
            {
                superseded.Note(split.FilePosition, file);
                contents.Take(file, entry, reader);
            }
        }

        reader.Drain();
        contents.Finish();
        splitFile.Flush();
        superseded.Settle(staging, pool, builder, split.HasRepeatedNames);
        return builder;
    }
}
