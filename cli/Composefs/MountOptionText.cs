using System.Text;
using GraphDriver.Composefs.Verity;
using GraphDriver.ComposefsImages;
using GraphDriver.Linux.Mounts;

namespace GraphDriver.Cli.Composefs;

/// <summary>The options of <c>mount.composefs -o</c>: split by commas, with a backslash before a comma or backslash that is part of a value.</summary>
internal static class MountOptionText
{
    /// <exception cref="ToolException">An option is not known or has no proper value.</exception>
    /// <exception cref="UsageException">No directory of objects is named.</exception>
    public static ImageMountOptions Parse(string text)
    {
        var values = new Dictionary<string, string>();
        var attributes = MountAttributes.None;
        foreach (var (key, value) in Split(text))
        {
            switch (key)
            {
                case "basedir" or "digest" or "upperdir" or "workdir" or "idmap":
                    values[key] = value ?? throw new ToolException($"No value specified for {key} option");
                    break;
                case "verity" or "tryverity":
                    values[key] = "";
                    break;
                default:
                    attributes = Change(attributes, key);
                    break;
            }
        }

        return Build(values, attributes);
    }

    private static ImageMountOptions Build(Dictionary<string, string> values, MountAttributes attributes)
    {
        var directories = values.GetValueOrDefault("basedir")?.Split(':') ?? throw new UsageException("No object dirs specified");
        if (directories.Contains(""))
        {
            throw new ToolException("Value for basedir option has incorrect format");
        }

        if (values.ContainsKey("upperdir") != values.ContainsKey("workdir"))
        {
            throw new ToolException("Both workdir and upperdir must be specified if used");
        }

        return new ImageMountOptions
        {
            ObjectDirectories = directories,
            Digest = values.TryGetValue("digest", out var digest) ? Digest(digest) : null,
            Verity = values.ContainsKey("verity") ? VerityPolicy.Require : values.ContainsKey("tryverity") ? VerityPolicy.RequireIfSupported : VerityPolicy.Ignore,
            Upper = values.TryGetValue("upperdir", out var upper) ? new UpperLayer(upper, values["workdir"]) : null,
            Attributes = attributes,
            UserNamespace = values.GetValueOrDefault("idmap"),
        };
    }

    private static VerityDigest Digest(string hex) =>
        VerityDigest.TryParse(hex, out var digest) ? digest : throw new ToolException($"'{hex}' is not an fs-verity digest: expected 64 or 128 hex digits");

    private static MountAttributes Change(MountAttributes attributes, string key) => key switch
    {
        "ro" => attributes | MountAttributes.ReadOnly,
        "rw" => attributes & ~MountAttributes.ReadOnly,
        "nosuid" => attributes | MountAttributes.NoSetId,
        "suid" => attributes & ~MountAttributes.NoSetId,
        "nodev" => attributes | MountAttributes.NoDevices,
        "dev" => attributes & ~MountAttributes.NoDevices,
        "noexec" => attributes | MountAttributes.NoExecute,
        "exec" => attributes & ~MountAttributes.NoExecute,
        "noatime" => attributes | MountAttributes.NoAccessTime,
        "atime" or "relatime" => attributes & ~MountAttributes.NoAccessTime,
        _ => throw new ToolException($"Unsupported option {key}"),
    };

    private static IEnumerable<(string Key, string? Value)> Split(string text)
    {
        var (key, part) = ((string?)null, new StringBuilder());
        for (var i = 0; i <= text.Length; i++)
        {
            if (i == text.Length || text[i] == ',')
            {
                if (key is not null || part.Length > 0)
                {
                    yield return key is null ? (part.ToString(), null) : (key, part.ToString());
                }

                (key, part) = (null, new StringBuilder());
            }
            else if (text[i] == '=' && key is null)
            {
                (key, part) = (part.ToString(), new StringBuilder());
            }
            else
            {
                i += text[i] == '\\' && i + 1 < text.Length ? 1 : 0;
                part.Append(text[i]);
            }
        }
    }
}
