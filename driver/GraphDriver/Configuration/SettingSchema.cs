namespace GraphDriver.Configuration;

/// <summary>
/// The keys of storage.conf and their types
/// (https://github.com/containers/storage/blob/main/docs/containers-storage.conf.5.md).
/// </summary>
internal static class SettingSchema
{
    public const string Options = "storage.options.";
    public const string Overlay = "storage.options.overlay.";
    public const string PullOptions = "storage.options.pull_options";

    /// <summary>The keys whose values go to the overlay driver, in <c>storage.options</c> and <c>storage.options.overlay</c> alike.</summary>
    public static readonly string[] DriverKeys =
        ["size", "mount_program", "skip_mount_home", "ignore_chown_errors", "force_mask", "mountopt", "inodes", "use_composefs", "sync"];

    /// <summary>Keys that containers/storage knows and that change nothing for the overlay driver.</summary>
    public static readonly IReadOnlySet<string> WithoutEffect = new HashSet<string>
    {
        "storage.options.imagestore", "storage.options.use_composefs",
        "storage.options.btrfs.min_space", "storage.options.btrfs.size",
        "storage.options.vfs.ignore_chown_errors", "storage.options.vfs.sync",
        "storage.options.zfs.fsname", "storage.options.zfs.mountopt", "storage.options.zfs.size",
    };

    public static readonly IReadOnlyDictionary<string, SettingKind> Kinds = Build();

    private static Dictionary<string, SettingKind> Build()
    {
        var kinds = new Dictionary<string, SettingKind>
        {
            ["storage.driver"] = SettingKind.Text,
            ["storage.driver_priority"] = SettingKind.List,
            ["storage.graphroot"] = SettingKind.Text,
            ["storage.runroot"] = SettingKind.Text,
            ["storage.imagestore"] = SettingKind.Text,
            ["storage.rootless_storage_path"] = SettingKind.Text,
            ["storage.transient_store"] = SettingKind.Flag,
            ["storage.options.additionalimagestores"] = SettingKind.List,
            ["storage.options.additionallayerstores"] = SettingKind.List,
            ["storage.options.disable-volatile"] = SettingKind.Flag,
            ["storage.options.root-auto-userns-user"] = SettingKind.Text,
            ["storage.options.auto-userns-min-size"] = SettingKind.Count,
            ["storage.options.auto-userns-max-size"] = SettingKind.Count,
            ["storage.options.size"] = SettingKind.Text,
            ["storage.options.mount_program"] = SettingKind.Text,
            ["storage.options.skip_mount_home"] = SettingKind.Text,
            ["storage.options.ignore_chown_errors"] = SettingKind.Text,
            ["storage.options.force_mask"] = SettingKind.Count,
            ["storage.options.mountopt"] = SettingKind.Text,
            [PullOptions] = SettingKind.Map,
        };
        foreach (var key in DriverKeys)
        {
            kinds[Overlay + key] = SettingKind.Text;
        }

        foreach (var key in WithoutEffect)
        {
            kinds[key] = SettingKind.Text;
        }

        return kinds;
    }
}
