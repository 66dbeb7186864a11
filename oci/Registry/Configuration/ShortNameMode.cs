namespace GraphDriver.Oci.Registry.Configuration;

/// <summary>What a short name without an alias may do (<c>short-name-mode</c>).</summary>
internal enum ShortNameMode
{
    /// <summary>All search registries are tried. (podman asks at a terminal; we do not.)</summary>
    Permissive,

    /// <summary>Refused where more than one registry would be tried.</summary>
    Enforcing,

    /// <summary>All search registries are tried.</summary>
    Disabled,
}
