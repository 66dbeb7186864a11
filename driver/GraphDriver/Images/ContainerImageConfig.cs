using GraphDriver.Containers;
using GraphDriver.Oci.Model;

namespace GraphDriver.Images;

/// <summary>What of a container's making belongs into an image of it, so that a container of that image runs as this one did.</summary>
internal static class ContainerImageConfig
{
    /// <param name="image">The configuration of the container's image.</param>
    /// <param name="options">What the container was made with.</param>
    /// <param name="host">The variables of this process, for those that the user gave without a value.</param>
    public static ContainerConfig Of(ContainerConfig image, ContainerOptions options, IReadOnlyDictionary<string, string> host)
    {
        var ownVolumes = options.Volumes.Where(volume => volume.Source is null).Select(volume => volume.Destination);
        return image with
        {
            User = options.User ?? image.User,
            Env = ContainerEnvironment.With(image.Env, options.Environment, host),
            Entrypoint = options.Entrypoint is [""] ? [] : options.Entrypoint ?? image.Entrypoint,
            Cmd = options.Arguments.Count > 0 || options.Entrypoint is { Count: > 0 } ? options.Arguments : image.Cmd,
            WorkingDir = options.WorkingDirectory ?? image.WorkingDir,
            Volumes = [.. image.Volumes.Union(ownVolumes)],
        };
    }
}
