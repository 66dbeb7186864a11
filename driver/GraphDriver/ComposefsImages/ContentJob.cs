using GraphDriver.Composefs.Tree;
using Microsoft.Win32.SafeHandles;

namespace GraphDriver.ComposefsImages;

/// <summary>A file whose content is to be read.</summary>
/// <param name="File">Opened for reading, at its start; whoever reads it closes it.</param>
/// <param name="Node">Gets the digest, and the content or the object that it is in.</param>
/// <param name="Path">For messages.</param>
internal sealed record ContentJob(SafeFileHandle File, RegularFileNode Node, byte[] Path);
