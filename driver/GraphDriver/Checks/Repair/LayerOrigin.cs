using GraphDriver.Oci.Model;
using GraphDriver.Store;

namespace GraphDriver.Checks.Repair;

/// <summary>What a layer can be fetched as.</summary>
/// <param name="Image">An image that has it.</param>
/// <param name="Blob">Its blob in that image.</param>
/// <param name="DiffId">The digest of its tar.</param>
/// <param name="Parent">The layer below it; empty for the lowest.</param>
internal sealed record LayerOrigin(ImageRecord Image, Descriptor Blob, DiffId DiffId, LayerId Parent);
