using GraphDriver.Linux.Mounts;

namespace GraphDriver.Mounts;

/// <summary>Options as mount(8) writes them, parted into attributes of the mount and options of overlayfs.</summary>
internal sealed class MountOptionText
{
    private static readonly HashSet<string> Foreign =
    [
        "remount", "bind", "rbind", "unbindable", "runbindable", "private", "rprivate", "shared", "rshared", "slave",
        "rslave", "lowerdir", "lowerdir+", "datadir+", "upperdir", "workdir",
    ];

    private readonly List<MountOption> _options = [];

    /// <summary>What holds for the mount.</summary>
    public MountAttributes Attributes { get; private set; }

    /// <summary>Whether the last word on writing was <c>ro</c>.</summary>
    public bool ReadOnly { get; private set; }

    /// <summary>What holds for the file system; a key occurs once.</summary>
    public IReadOnlyList<MountOption> Options => _options;

    /// <exception cref="InvalidDataException">An option has no meaning for the mount of a layer; it is named.</exception>
    public static MountOptionText Parse(IEnumerable<string> options)
    {
        var result = new MountOptionText();
        foreach (var option in options)
        {
            result.Add(option.Trim());
        }

        return result;
    }

    /// <summary>Sets an option of overlayfs over an earlier one of that key.</summary>
    public void Set(string key, string? value = null)
    {
        _options.RemoveAll(option => option.Key == key);
        _options.Add(new MountOption(key, value));
    }

    private void Add(string text)
    {
        switch (text)
        {
            case "" or "defaults" or "rw" or "async" or "nomand" or "relatime" or "norelatime" or "nostrictatime":
                ReadOnly &= text != "rw";
                break;
            case "ro":
                ReadOnly = true;
                break;
            case "suid" or "nosuid":
                Change(MountAttributes.NoSetId, text == "nosuid");
                break;
            case "dev" or "nodev":
                Change(MountAttributes.NoDevices, text == "nodev");
                break;
            case "exec" or "noexec":
                Change(MountAttributes.NoExecute, text == "noexec");
                break;
            case "atime" or "noatime":
                Change(MountAttributes.NoAccessTime, text == "noatime");
                break;
            case "diratime" or "nodiratime":
                Change(MountAttributes.NoDirectoryAccessTime, text == "nodiratime");
                break;
            case "strictatime":
                Change(MountAttributes.StrictAccessTime, true);
                break;
            default:
                AddOption(text);
                break;
        }
    }

    private void AddOption(string text)
    {
        var option = text.StartsWith('=')
            ? throw new InvalidDataException($"'{text}' is no mount option")
            : MountOption.Parse(text);
        if (Foreign.Contains(option.Key))
        {
            throw new InvalidDataException($"the mount option '{text}' has no meaning for a layer");
        }

        Set(option.Key, option.Value);
    }

    private void Change(MountAttributes attribute, bool on) => Attributes = on ? Attributes | attribute : Attributes & ~attribute;
}
