using GraphDriver.Layers;
using GraphDriver.Objects;
using GraphDriver.Oci.Model;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.Pull.Partial;

/// <summary>Places the contents of a layer that this machine holds.</summary>
internal static class ContentSearch
{
    /// <summary>Places what is found, in the order of the table of contents.</summary>
    /// <returns>What is missing, in the order of the blob.</returns>
    /// <exception cref="InvalidDataException">The chunks of two contents lie between each other.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static IReadOnlyList<MissingContent> Run(ContentFinder finder, SafeFileHandle diff, LayerContents contents, CancellationToken cancellationToken)
    {
        var missing = new List<MissingContent>();
        Span<byte> hash = stackalloc byte[ContentHash.Size];
        foreach (var content in contents.All)
        {
            cancellationToken.ThrowIfCancellationRequested();
            content.File.Hash.CopyTo(hash);
            if (finder.TryLink(diff, hash, content.File.Size, out var verity))
            {
                contents.Place(content, verity);
            }
            else
            {
                missing.Add(MissingContent.Of(content));
            }
        }

        missing.Sort((one, other) => one.Section.Offset.CompareTo(other.Section.Offset));
        RequireApart(missing);
        return missing;
    }

    private static void RequireApart(List<MissingContent> missing)
    {
        for (var i = 1; i < missing.Count; i++)
        {
            if (missing[i].Section.Length > 0 && missing[i].Section.Offset < missing[i - 1].Section.End)
            {
                throw new InvalidDataException(
                    $"the chunks of '{EntryPath.Display(missing[i].Content.File.Name.Span)}' lie between those of another file");
            }
        }
    }
}
