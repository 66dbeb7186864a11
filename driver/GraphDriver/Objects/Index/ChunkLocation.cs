using System.Runtime.Intrinsics;

namespace GraphDriver.Objects.Index;

/// <summary>Where a chunk's bytes are: in which object, from which byte on, and how many.</summary>
/// <param name="Object">The SHA-256 of the object's content.</param>
/// <param name="Offset">Bytes from the start of the object.</param>
/// <param name="Length">Bytes.</param>
internal readonly record struct ChunkLocation(Vector256<byte> Object, long Offset, long Length);
