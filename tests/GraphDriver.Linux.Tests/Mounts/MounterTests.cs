using GraphDriver.Linux.Files;
using GraphDriver.Linux.Mounts;
using GraphDriver.Linux.Xattrs;

namespace GraphDriver.Linux.Tests.Mounts;

/// <summary>Real mounts; they need root.</summary>
public sealed class MounterTests : IDisposable
{
    private static readonly MountOption[] Composefs = [new("metacopy", "on"), new("redirect_dir", "on")];

    private readonly ScratchDirectory _scratch = new();
    private readonly string _target;

    public MounterTests() => _target = Make("merged");

    public void Dispose()
    {
        while (Unmounter.Unmount(_target))
        {
        }

        _scratch.Dispose();
    }

    [Fact]
    public void Directories_are_stacked_and_written_to_the_upper()
    {
        Write("lower1/a", "upper one");
        Write("lower2/a", "lower one");
        Write("lower2/b", "b");
        Mounter.Mount(new MountPlan
        {
            Target = _target,
            Lowers = [new DirectoryLower(_scratch["lower1"]), new DirectoryLower(_scratch["lower2"])],
            Upper = new UpperLayer(Make("upper"), Make("work")),
            Options = [new("volatile")],
        });
        Assert.Equal("upper one", File.ReadAllText(_scratch["merged/a"]));
        File.WriteAllText(_scratch["merged/b"], "changed");
        Assert.Equal("changed", File.ReadAllText(_scratch["upper/b"]));
        Assert.Equal("b", File.ReadAllText(_scratch["lower2/b"]));
        Assert.Equal(FileSystemMagic.Overlay, Magic(_target));
        Assert.True(Unmounter.Unmount(_target));
        Assert.False(Unmounter.Unmount(_target));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void An_image_takes_its_content_from_a_data_layer(bool loopDevices, bool mountPoints)
    {
        var ways = (loopDevices ? MountWays.LoopDevices : 0) | (mountPoints ? MountWays.ScratchMountPoints : 0);
        var image = MakeRedirectImage("image", "file", "/ab/object", 7);
        Write("objects/ab/object", "content");
        Write("plain/below", "x");
        var before = MountInfo.ReadAll().Count(IsOurs);
        using (var mount = Mounter.MountDetached(
            new MountPlan
            {
                Target = _target,
                Lowers = [new ErofsLower(image), new DirectoryLower(_scratch["plain"])],
                DataLowers = [_scratch["objects"]],
                Options = Composefs,
                Attributes = MountAttributes.ReadOnly,
            },
            ways))
        {
            Assert.Equal(before, MountInfo.ReadAll().Count(IsOurs));
            MoveMount.Attach(mount, _target);
        }

        Assert.Equal("content", File.ReadAllText(_scratch["merged/file"]));
        Assert.Equal("x", File.ReadAllText(_scratch["merged/below"]));
        Assert.Equal(loopDevices, LoopDevice.IsAttached(image));
        Assert.Throws<IOException>(() => File.WriteAllText(_scratch["merged/new"], "x"));
        Assert.True(Unmounter.Unmount(_target));
        Assert.True(Unmounter.WaitForLoopDevices([image]));
        Assert.Equal(before, MountInfo.ReadAll().Count(IsOurs));
    }

    [Fact]
    public void An_image_without_acls_is_mounted_without_asking_for_them()
    {
        Write("tree/file", "x");
        using var mount = ErofsMount.Mount(new ErofsLower(ErofsImage.Make(_scratch, "image", _scratch["tree"]), HasAcls: false));
        Assert.Equal(FileSystemMagic.Erofs, StatFs.Query(mount).Magic);
        using var file = OpenAt.Open(mount, "file", OpenFlags.ReadOnly);
        Assert.Equal("x"u8.ToArray(), ReadFile.ReadAll(file, 10));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_file_that_is_no_image_is_named_and_no_device_stays(bool loop)
    {
        Write("garbage", new string('x', 100_000));
        var error = Assert.Throws<LinuxException>(() => ErofsMount.Mount(new ErofsLower(_scratch["garbage"]), loop));
        Assert.Equal(_scratch["garbage"], error.Path);
        Assert.True(Unmounter.WaitForLoopDevices([_scratch["garbage"]]));
    }

    [Fact]
    public void A_missing_image_is_named()
    {
        var error = Assert.Throws<LinuxException>(() => ErofsMount.Mount(new ErofsLower(_scratch["missing"])));
        Assert.Equal($"open '{_scratch["missing"]}': No such file or directory", error.Message);
    }

    [Fact]
    public void A_refusal_carries_the_kernels_words_and_mounts_nothing()
    {
        var image = MakeRedirectImage("image", "file", "/ab/object", 7);
        Make("objects");
        var before = MountInfo.ReadAll().Count(IsOurs);
        var error = Assert.Throws<LinuxException>(() => Mounter.Mount(new MountPlan
        {
            Target = _target,
            Lowers = [new ErofsLower(image)],
            DataLowers = [_scratch["objects"]],
            Options = [new("metacopy", "on"), new("sticky", "yes")],
        }));
        Assert.Equal(Errno.EINVAL, error.Errno);
        Assert.Equal("mount 'overlay sticky=yes': Invalid argument (overlay: Unknown parameter 'sticky')", error.Message);
        Assert.Equal(before, MountInfo.ReadAll().Count(IsOurs));
    }

    [Fact]
    public void Nothing_stays_where_the_target_is_missing()
    {
        Make("one");
        Make("two");
        var error = Assert.Throws<LinuxException>(() => Mounter.Mount(new MountPlan
        {
            Target = _scratch["missing"],
            Lowers = [new DirectoryLower(_scratch["one"]), new DirectoryLower(_scratch["two"])],
        }));
        Assert.Equal(Errno.ENOENT, error.Errno);
        Assert.Equal(_scratch["missing"], error.Path);
    }

    [Fact]
    public void Paths_with_escapes_or_beyond_the_parameters_length_are_mounted()
    {
        var strange = Make("back\\slash:colon,comma");
        var deep = _scratch.Path;
        for (var i = 0; i < 4; i++)
        {
            deep = Path.Combine(deep, new string((char)('a' + i), 100));
            Directory.CreateDirectory(deep);
        }

        File.WriteAllText(Path.Combine(strange, "s"), "strange");
        File.WriteAllText(Path.Combine(deep, "d"), "deep");
        Directory.CreateDirectory(Path.Combine(deep, "u"));
        Directory.CreateDirectory(Path.Combine(deep, "w"));
        Mounter.Mount(new MountPlan
        {
            Target = _target,
            Lowers = [new DirectoryLower(strange), new DirectoryLower(deep)],
            Upper = new UpperLayer(Path.Combine(deep, "u"), Path.Combine(deep, "w")),
        });
        Assert.Equal("strange", File.ReadAllText(_scratch["merged/s"]));
        Assert.Equal("deep", File.ReadAllText(_scratch["merged/d"]));
    }

    [Fact]
    public void A_deep_image_path_is_mounted()
    {
        Write("tree/file", "x");
        var deep = _scratch.Path;
        for (var i = 0; i < 3; i++)
        {
            deep = Path.Combine(deep, new string((char)('a' + i), 100));
            Directory.CreateDirectory(deep);
        }

        var image = Path.Combine(deep, "image");
        File.Move(ErofsImage.Make(_scratch, "image", _scratch["tree"]), image);
        using var mount = ErofsMount.Mount(new ErofsLower(image));
        Assert.Equal(1, Statx.Query(mount, "file").Size);
    }

    [Fact]
    public void As_many_layers_as_the_kernel_takes_are_stacked()
    {
        var lowers = Enumerable.Range(0, MountPlan.MaxLowers).Select(i => new DirectoryLower(Make($"l{i}"))).ToArray();
        Write("l0/top", "0");
        Write("l499/bottom", "499");
        Mounter.Mount(new MountPlan { Target = _target, Lowers = lowers });
        Assert.Equal("0", File.ReadAllText(_scratch["merged/top"]));
        Assert.Equal("499", File.ReadAllText(_scratch["merged/bottom"]));
    }

    [Fact]
    public void A_busy_mount_is_detached()
    {
        Make("one");
        Write("two/file", "x");
        Mounter.Mount(new MountPlan
        {
            Target = _target,
            Lowers = [new DirectoryLower(_scratch["one"]), new DirectoryLower(_scratch["two"])],
        });
        using var busy = OpenAt.Open(_scratch["merged/file"], OpenFlags.ReadOnly);
        Assert.True(Unmounter.Unmount(_target));
        Assert.False(File.Exists(_scratch["merged/file"]));
        Assert.Equal("x"u8.ToArray(), ReadFile.ReadAll(busy, 10));
    }

    private bool IsOurs(MountInfo mount) => mount.MountPoint.Span.StartsWith(System.Text.Encoding.UTF8.GetBytes(_scratch.Path))
        || mount.MountPoint.Span.IndexOf("graphdriver-mount-"u8) >= 0;

    private static FileSystemMagic Magic(string path)
    {
        using var handle = OpenAt.Open(path, OpenFlags.PathOnly);
        return StatFs.Query(handle).Magic;
    }

    private string MakeRedirectImage(string name, string file, string redirect, long size)
    {
        Make("tree");
        using (var stub = OpenAt.Open(_scratch["tree/" + file], OpenFlags.WriteOnly | OpenFlags.Create, 0x1A4))
        {
            FTruncate.Set(stub, size);
            SetXattr.Set(stub, "trusted.overlay.metacopy", []);
            SetXattr.Set(stub, "trusted.overlay.redirect", System.Text.Encoding.ASCII.GetBytes(redirect));
        }

        return ErofsImage.Make(_scratch, name, _scratch["tree"]);
    }

    private string Make(string name) => Directory.CreateDirectory(_scratch[name]).FullName;

    private void Write(string name, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_scratch[name])!);
        File.WriteAllText(_scratch[name], content);
    }
}
