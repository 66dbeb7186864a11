using GraphDriver.Store;

namespace GraphDriver.Pull.Parts;

/// <summary>Whether there is any place where content could be found: a store without layers, with nothing beside it, is not worth a look.</summary>
internal static class ContentPlaces
{
    public static bool Any(ContainerStorage store) =>
        store.Layers.Read().Records.Count > 0 || store.AdditionalStores.Count > 0 || store.Configuration.PullOptions.OstreeRepositories.Length > 0;
}
