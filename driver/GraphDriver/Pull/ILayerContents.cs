using GraphDriver.Composefs.Tree;
using GraphDriver.Oci.Layers.Tar;

namespace GraphDriver.Pull;

/// <summary>Makes objects of the contents of a layer while its tar stream is read.</summary>
internal interface ILayerContents
{
    /// <summary>Sees every entry of the tar, in order, before anything is made of it.</summary>
    /// <exception cref="InvalidDataException">The entry must not be there.</exception>
    void Enter(TarEntry entry);

    /// <summary>Takes the content of the entry that was entered last. The file's object and fs-verity digest are known at the latest after <see cref="Finish"/>.</summary>
    /// <param name="file">The file that has the content, which is not empty.</param>
    /// <param name="entry">The entry.</param>
    /// <param name="reader">Where its payload can be read; what is left of it is passed over.</param>
    void Take(RegularFileNode file, TarEntry entry, TarReader reader);

    /// <summary>The tar was read to its end: waits until every content is an object.</summary>
    void Finish();
}
