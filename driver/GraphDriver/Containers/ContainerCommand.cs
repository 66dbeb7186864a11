using GraphDriver.Oci.Model;

namespace GraphDriver.Containers;

/// <summary>What a container runs, put together from the image's entrypoint and command and the user's words as podman does it.</summary>
public static class ContainerCommand
{
    /// <exception cref="ContainerRuntimeException">Neither the image nor the user says what to run.</exception>
    public static IReadOnlyList<string> Resolve(ContainerConfig image, ContainerOptions options)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(options);
        var entrypoint = options.Entrypoint ?? image.Entrypoint;
        if (entrypoint is [""])
        {
            entrypoint = [];
        }

        // The image's command holds arguments for the image's entrypoint: another one has no use for them.
        var arguments = options.Arguments.Count > 0 || options.Entrypoint is { Count: > 0 } ? options.Arguments : image.Cmd;
        string[] command = [.. entrypoint, .. arguments];
        return command.Length > 0 && command[0].Length > 0
            ? command
            : throw new ContainerRuntimeException("no command: the image has neither an entrypoint nor a command; say what to run after the image");
    }
}
