namespace GraphDriver.Oci.Registry.Server;

/// <summary>
/// What a registry serves. Asked from several threads at once; names and digests that come here are valid, nothing else is known of them.
/// <see cref="InvalidDataException"/> means that what is kept is damaged, any other <see cref="IOException"/> that reading failed: the
/// client hears of both as an error of the registry. <see cref="RefusalException"/> says why a request is refused.
/// </summary>
public interface IRegistryContent : IBlobContent, IManifestContent
{
    /// <summary>How it is changed; null where it cannot be.</summary>
    IContentWriter? Writer { get; }
}
