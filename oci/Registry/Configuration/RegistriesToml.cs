using Tomlyn.Model;
using Tomlyn.Serialization;

namespace GraphDriver.Oci.Registry.Configuration;

/// <summary>Tomlyn's metadata for its untyped model, made at compile time: ahead-of-time code has no reflection.</summary>
[TomlSerializable(typeof(TomlTable))]
internal sealed partial class RegistriesToml : TomlSerializerContext;
