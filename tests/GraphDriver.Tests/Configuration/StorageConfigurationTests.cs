using GraphDriver.Configuration;

namespace GraphDriver.Tests.Configuration;

public sealed class StorageConfigurationTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("graphdriver-conf").FullName;
    private readonly Dictionary<string, string> _variables = [];

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Without_any_file_the_defaults_of_containers_storage_hold()
    {
        var configuration = Load();

        Assert.Equal("overlay", configuration.Driver);
        Assert.Equal("/var/lib/containers/storage", configuration.GraphRoot);
        Assert.Equal("/run/containers/storage", configuration.RunRoot);
        Assert.Equal(1024u, configuration.AutoUserNamespaceMinSize);
        Assert.Equal(65536u, configuration.AutoUserNamespaceMaxSize);
        Assert.False(configuration.TransientStore);
        Assert.Empty(configuration.Files);
        Assert.Empty(configuration.Warnings);
    }

    [Fact]
    public void A_user_has_storage_of_its_own()
    {
        _variables["HOME"] = "/home/me";
        _variables["XDG_RUNTIME_DIR"] = "/run/user/1000";

        var configuration = Load(uid: 1000);

        Assert.Equal("/home/me/.local/share/containers/storage", configuration.GraphRoot);
        Assert.Equal("/run/user/1000/containers", configuration.RunRoot);
    }

    [Fact]
    public void A_user_does_not_take_the_roots_of_the_system_but_its_rootless_path()
    {
        _variables["HOME"] = "/home/me";
        _variables["XDG_RUNTIME_DIR"] = "/run/user/1000";
        Write("etc/containers/storage.conf", """
            [storage]
            graphroot = "/srv/root"
            runroot = "/srv/run"
            rootless_storage_path = "$HOME/store-$UID"
            """);

        var configuration = Load(uid: 1000);

        Assert.Equal("/home/me/store-1000", configuration.GraphRoot);
        Assert.Equal("/run/user/1000/containers", configuration.RunRoot);
        Assert.Equal("/srv/root", Load().GraphRoot);
    }

    [Fact]
    public void The_first_main_file_counts_and_drop_ins_of_all_places_follow_by_name()
    {
        Write("usr/share/containers/storage.conf", "[storage]\ngraphroot='/from-usr'\nrunroot='/from-usr'");
        Write("usr/share/containers/storage.conf.d/10.conf", "[storage]\nrunroot='/ten-usr'\n[storage.options]\nadditionalimagestores=['/one']");
        Write("etc/containers/storage.conf", "[storage]\ngraphroot='/from-etc'");
        Write("etc/containers/storage.conf.d/20.conf", "[storage.options]\nadditionalimagestores=['/two', {append=true}]");
        Write("etc/containers/storage.rootful.conf.d/05.conf", "[storage]\nrunroot='/five'");
        Write("etc/containers/storage.rootless.conf.d/99.conf", "[storage]\ngraphroot='/not-for-root'");
        Write("etc/containers/storage.conf.d/30.txt", "not toml at all");

        var configuration = Load();

        Assert.Equal("/from-etc", configuration.GraphRoot);
        Assert.Equal("/ten-usr", configuration.RunRoot);
        Assert.Equal(["/one", "/two"], configuration.AdditionalImageStores);
    }

    [Fact]
    public void A_drop_in_replaces_one_of_the_same_name_from_an_earlier_place()
    {
        Write("usr/share/containers/storage.conf.d/10.conf", "[storage]\ngraphroot='/usr'\nrunroot='/usr-run'");
        Write("etc/containers/storage.conf.d/10.conf", "[storage]\ngraphroot='/etc-root'");

        var configuration = Load();

        Assert.Equal("/etc-root", configuration.GraphRoot);
        Assert.Equal("/run/containers/storage", configuration.RunRoot);
    }

    [Fact]
    public void The_file_of_the_environment_is_read_alone_and_the_override_after_it()
    {
        Write("etc/containers/storage.conf", "[storage]\nrunroot='/etc-run'");
        _variables["CONTAINERS_STORAGE_CONF"] = Write("mine.conf", "[storage]\ngraphroot='/mine'");
        _variables["CONTAINERS_STORAGE_CONF_OVERRIDE"] = Write("last.conf", "[storage.options.overlay]\nmountopt='nodev,noatime'");

        var configuration = Load();

        Assert.Equal("/mine", configuration.GraphRoot);
        Assert.Equal("/run/containers/storage", configuration.RunRoot);
        Assert.Equal(["nodev", "noatime"], configuration.MountOptions);
        Assert.Equal(2, configuration.Files.Count);
    }

    [Fact]
    public void A_named_file_that_is_missing_is_an_error_that_names_it()
    {
        _variables["CONTAINERS_STORAGE_CONF"] = _root + "/none.conf";

        var error = Assert.Throws<FileNotFoundException>(() => Load());

        Assert.Contains(_root + "/none.conf", error.Message, StringComparison.Ordinal);
        Assert.Contains("CONTAINERS_STORAGE_CONF", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_command_line_comes_before_all()
    {
        _variables["CONTAINERS_STORAGE_CONF"] = Write("mine.conf", "[storage]\ngraphroot='/mine'\nrunroot='/run-mine'");

        var configuration = StorageConfiguration.Load(
            new ConfigurationOverrides { GraphRoot = "/given/../root/", RunRoot = "/given-run" }, Environment(0));

        Assert.Equal("/root", configuration.GraphRoot);
        Assert.Equal("/given-run", configuration.RunRoot);
    }

    [Fact]
    public void Every_overlay_option_is_read_and_the_drivers_own_table_wins()
    {
        var file = Write("all.conf", """
            [storage]
            driver = "overlay2"
            transient_store = true
            imagestore = "/images"
            [storage.options]
            disable-volatile = true
            root-auto-userns-user = "pods"
            auto-userns-min-size = 10
            auto-userns-max-size = 20
            mountopt = "general"
            force_mask = 0o755
            [storage.options.pull_options]
            enable_partial_images = "true"
            graphdriver_chunked_manifest = "1"
            graphdriver_max_expansion = "1000"
            anything = "else"
            [storage.options.overlay]
            mountopt = "nodev"
            mount_program = "/usr/bin/fuse-overlayfs"
            size = "10g"
            inodes = "1000"
            skip_mount_home = "true"
            ignore_chown_errors = "true"
            use_composefs = "true"
            sync = "filesystem"
            """);

        var configuration = StorageConfiguration.Load(new ConfigurationOverrides { ConfigurationFile = file }, Environment(0));

        Assert.Equal("overlay", configuration.Driver);
        Assert.True(configuration.TransientStore);
        Assert.True(configuration.DisableVolatile);
        Assert.Equal("/images", configuration.ImageStore);
        Assert.Equal("pods", configuration.RootAutoUserNamespaceUser);
        Assert.Equal((10u, 20u), (configuration.AutoUserNamespaceMinSize, configuration.AutoUserNamespaceMaxSize));
        Assert.Equal(["nodev"], configuration.MountOptions);
        Assert.Equal("/usr/bin/fuse-overlayfs", configuration.Overlay.MountProgram);
        Assert.Equal(10L << 30, configuration.Overlay.Quota.Size);
        Assert.Equal(1000, configuration.Overlay.Quota.Inodes);
        Assert.True(configuration.Overlay.SkipMountHome);
        Assert.True(configuration.Overlay.IgnoreChownErrors);
        Assert.True(configuration.Overlay.UseComposefs);
        Assert.Equal(0x1EDu, configuration.Overlay.ForceMask);
        Assert.Equal(SyncMode.FileSystem, configuration.Sync);
        Assert.True(configuration.PullOptions.EnablePartialImages);
        Assert.True(configuration.PullOptions.ChunkedManifest);
        Assert.Equal(1000, configuration.PullOptions.MaximumExpansion);
        Assert.Equal(["force_mask", "ignore_chown_errors"], configuration.Warnings.Select(warning => warning.Split('(', ')')[1]));
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("use_hard_links='true'\n[storage.options.overlay]\nuse_composefs='true'", true)]
    [InlineData("use_hard_links='true'", false)]
    public void Manifests_are_kept_where_podman_makes_no_links_of_plain_files(string more, bool kept)
    {
        var file = Write("mine.conf", $"[storage.options.pull_options]\ngraphdriver_chunked_manifest='true'\n{more}");

        var configuration = StorageConfiguration.Load(new ConfigurationOverrides { ConfigurationFile = file }, Environment(0));

        Assert.Equal(kept, configuration.PullOptions.KeepsChunkedManifest(configuration.Overlay));
        Assert.Equal(kept ? [] : ["graphdriver_chunked_manifest"], configuration.Warnings.Select(warning => warning.Split('(', ')')[1]));
    }

    [Fact]
    public void The_environment_replaces_driver_and_driver_options()
    {
        _variables["CONTAINERS_STORAGE_CONF"] = Write("mine.conf", "[storage]\ndriver='vfs'\n[storage.options.overlay]\nmountopt='nodev'\nsync='filesystem'");
        _variables["STORAGE_DRIVER"] = "overlay";
        _variables["STORAGE_OPTS"] = "overlay.imagestore=/a,.size=5m";

        var configuration = Load();

        Assert.Equal("overlay", configuration.Driver);
        Assert.Equal(["/a"], configuration.AdditionalImageStores);
        Assert.Equal(5L << 20, configuration.Overlay.Quota.Size);
        Assert.Empty(configuration.MountOptions);
        Assert.Equal(SyncMode.None, configuration.Sync);
    }

    [Fact]
    public void Unknown_keys_are_warned_of_and_do_no_harm()
    {
        var file = Write("odd.conf", "[storage]\ngraphroot='/g'\nnonsense=1\n[storage.options.thing]\nx='y'\n[storage.options.vfs]\nsync='none'");

        var configuration = StorageConfiguration.Load(new ConfigurationOverrides { ConfigurationFile = file }, Environment(0));

        Assert.Equal("/g", configuration.GraphRoot);
        Assert.Equal(3, configuration.Warnings.Count);
        Assert.Contains($"{file}: storage.nonsense is not an option of storage.conf", configuration.Warnings);
    }

    [Theory]
    [InlineData("[storage]\ndriver = 1", "storage.driver must be a string")]
    [InlineData("[storage]\ntransient_store = 'true'", "storage.transient_store must be true or false")]
    [InlineData("[storage.options]\nauto-userns-min-size = -1", "storage.options.auto-userns-min-size must be an integer")]
    [InlineData("[storage.options]\nadditionalimagestores = '/x'", "storage.options.additionalimagestores must be an array")]
    [InlineData("[storage.options]\nadditionalimagestores = ['x']", "must be an absolute path")]
    [InlineData("[storage.options.pull_options]\nuse_hard_links = true", "storage.options.pull_options.use_hard_links must be a string")]
    [InlineData("[storage.options.pull_options]\nuse_hard_links = 'yes'", "must be \"true\" or \"false\"")]
    [InlineData("[storage.options.overlay]\nsize = '12q'", "storage.options.overlay.size must be a size")]
    [InlineData("[storage.options.overlay]\nsync = 'all'", "storage.options.overlay.sync must be")]
    [InlineData("[storage.options.overlay]\nforce_mask = '99'", "storage.options.overlay.force_mask must be")]
    [InlineData("[storage.options.overlay]\ninodes = 'many'", "storage.options.overlay.inodes must be a whole number")]
    [InlineData("[storage]\ngraphroot = 'relative'", "storage.graphroot must be an absolute path")]
    [InlineData("[storage]\ngraphroot = '/x'\nimagestore = '/x/'", "storage.imagestore must differ")]
    [InlineData("[storage\n", "is not TOML")]
    public void A_wrong_value_is_an_error_that_names_file_and_key(string toml, string message)
    {
        var file = Write("wrong.conf", toml);

        var error = Assert.Throws<InvalidDataException>(
            () => StorageConfiguration.Load(new ConfigurationOverrides { ConfigurationFile = file }, Environment(0)));

        Assert.Contains(file, error.Message, StringComparison.Ordinal);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void The_example_names_every_option_and_sets_none()
    {
        var example = File.ReadAllText(Path.Combine(RepositoryRoot(), "storage.conf.example"));
        var file = Write("example.conf", example);

        var configuration = StorageConfiguration.Load(new ConfigurationOverrides { ConfigurationFile = file }, Environment(0));

        Assert.Equal("/var/lib/containers/storage", configuration.GraphRoot);
        Assert.Empty(configuration.Warnings);
        foreach (var key in SettingSchema.Kinds.Keys.Except(SettingSchema.WithoutEffect).Select(key => key[(key.LastIndexOf('.') + 1)..]))
        {
            Assert.True(example.Contains($"# {key} = ", StringComparison.Ordinal) || example.Contains($".{key}]", StringComparison.Ordinal), key);
        }
    }

    [Fact]
    public void Every_default_that_the_example_shows_is_valid()
    {
        var lines = File.ReadLines(Path.Combine(RepositoryRoot(), "storage.conf.example"))
            .Select(line => System.Text.RegularExpressions.Regex.IsMatch(line, "^# [a-z_-]+ = ") ? line[2..] : line);
        var file = Write("filled.conf", string.Join('\n', lines));

        var configuration = StorageConfiguration.Load(new ConfigurationOverrides { ConfigurationFile = file }, Environment(0));

        Assert.Equal("overlay", configuration.Driver);
        Assert.Empty(configuration.Warnings);
        Assert.Null(configuration.ImageStore);
        Assert.Equal(0, configuration.Overlay.Quota.Size);
    }

    private static string RepositoryRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "GraphDriver.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("the tests run outside the repository");
        }

        return folder;
    }

    private string Write(string path, string content)
    {
        var file = Path.Combine(_root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, content);
        return file;
    }

    private ConfigurationEnvironment Environment(uint uid) =>
        new() { UserId = uid, SystemRoot = _root, Variable = name => _variables.GetValueOrDefault(name) };

    private StorageConfiguration Load(uint uid = 0) => StorageConfiguration.Load(new ConfigurationOverrides(), Environment(uid));
}
