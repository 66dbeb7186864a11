namespace GraphDriver.EndToEnd.Tests.Harness;

/// <summary>Stores that podman keeps in another way than by default.</summary>
internal static class PodmanStore
{
    /// <summary>A store whose images podman converts to composefs layers.</summary>
    public static TestStore WithComposefs(Machine machine)
    {
        // podman finds the program by its name in PATH.
        machine.Run("ln", "-sf", "/command/mkcomposefs", "/usr/local/bin/mkcomposefs").Succeeded();
        return machine.NewStore("""
            [storage.options]
            pull_options = {enable_partial_images = "true", use_hard_links = "false", convert_images = "true"}
            [storage.options.overlay]
            use_composefs = "true"
            """);
    }
}
