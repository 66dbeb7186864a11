using GraphDriver.Mounts;

namespace GraphDriver.Savings.Demo;

/// <summary>An image that is mounted for a process to run in it.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Root">Where it is mounted, absolute.</param>
/// <param name="Layers">Its layers, without the one that is written to.</param>
internal readonly record struct MountedImage(string Name, string Root, IReadOnlyList<OverlayLayer> Layers);
