using System.Diagnostics;
using GraphDriver.Composefs.Erofs;
using GraphDriver.Composefs.Verity;
using GraphDriver.ComposefsImages;
using GraphDriver.Linux.Mounts;

namespace GraphDriver.Tests.ComposefsImages;

public sealed class ImageMounterTests : IDisposable
{
    private readonly SourceFolder _folder = new();
    private readonly List<string> _mounts = [];

    [Fact]
    public void Plan_is_that_of_mount_composefs()
    {
        MakeImage();
        using var image = ImageFile.Open(_folder.Beside("image"));
        var plan = ImageMounter.Plan(
            image, "/mnt", new ImageMountOptions { ObjectDirectories = ["/a", "/b"], Verity = VerityPolicy.Require, Attributes = MountAttributes.ReadOnly });
        Assert.Equal(["/a", "/b"], plan.DataLowers);
        Assert.Equal(["metacopy=on", "redirect_dir=on", "verity=require"], plan.Options.Select(option => option.ToString()));
        Assert.Equal(("composefs", MountAttributes.ReadOnly), (plan.Source, plan.Attributes));
        Assert.False(((ErofsLower)Assert.Single(plan.Lowers)).HasAcls);
    }

    [Fact]
    public void Image_without_a_seal_does_not_have_the_digest_that_is_asked_for()
    {
        var digest = MakeImage();
        var error = Assert.Throws<VerityMismatchException>(
            () => ImageMounter.Mount(_folder.Beside("image"), _folder.Root, new ImageMountOptions { ObjectDirectories = [_folder.Root], Digest = digest }));
        Assert.Null(error.Actual);
        Assert.Equal("Image has no fs-verity", error.Message);
    }

    [Fact]
    public void What_is_no_image_is_refused()
    {
        var file = _folder.Write("f", new string('x', 5000));
        Assert.Throws<InvalidDataException>(() => ImageMounter.Mount(file, _folder.Root, new ImageMountOptions { ObjectDirectories = [_folder.Root] }));
    }

    [RootFact]
    public void Mounted_image_is_the_directory_file_by_file()
    {
        Fill();
        MakeImage();
        var mount = Mount(new ImageMountOptions { ObjectDirectories = [_folder.Beside("store")] });
        Assert.Equal(Listing(_folder.Root), Listing(mount));
        Assert.Throws<IOException>(() => File.WriteAllText(Path.Combine(mount, "new"), ""));
    }

    [RootFact]
    public void Whiteout_is_an_empty_file_that_is_a_whiteout_in_a_mount_on_top()
    {
        SourceFolder.Run("mknod", Path.Combine(_folder.Root, "gone"), "c", "0", "0");
        MakeImage();
        Directory.CreateDirectory(_folder.Beside("store"));
        var mount = Mount(new ImageMountOptions { ObjectDirectories = [_folder.Beside("store")] });
        Assert.Equal("regular empty file\n", SourceFolder.Run("stat", "-c", "%F", Path.Combine(mount, "gone")));
        Directory.CreateDirectory(_folder.Beside("below"));
        File.WriteAllText(_folder.Beside("below/gone"), "hidden");
        File.WriteAllText(_folder.Beside("below/kept"), "shown");
        var onTop = _folder.Beside("top");
        Directory.CreateDirectory(onTop);
        SourceFolder.Run("mount", "-t", "overlay", "-o", $"ro,lowerdir={mount}:{_folder.Beside("below")}", "overlay", onTop);
        _mounts.Insert(0, onTop);
        Assert.Equal([Path.Combine(onTop, "kept")], Directory.GetFiles(onTop));
    }

    [RootFact]
    public void Upper_layer_takes_changes_and_contents_come_from_the_first_directory_that_has_them()
    {
        Fill();
        MakeImage();
        foreach (var name in (string[])["none", "upper", "work"])
        {
            Directory.CreateDirectory(_folder.Beside(name));
        }

        var mount = Mount(new ImageMountOptions
        {
            ObjectDirectories = [_folder.Beside("none"), _folder.Beside("store")],
            Upper = new UpperLayer(_folder.Beside("upper"), _folder.Beside("work")),
        });
        Assert.Equal(new string('l', 10_000), File.ReadAllText(Path.Combine(mount, "d/large")));
        File.WriteAllText(Path.Combine(mount, "new"), "written");
        Assert.Equal("written", File.ReadAllText(_folder.Beside("upper/new")));
    }

    [RootFact]
    public void Owners_go_through_the_mapping_of_a_user_namespace()
    {
        Fill();
        MakeImage();
        using var holder = Process.Start(new ProcessStartInfo("unshare", ["--user", "sleep", "60"]))!;
        try
        {
            var path = $"/proc/{holder.Id}/ns/user";
            Assert.True(SpinWait.SpinUntil(() => new FileInfo(path).LinkTarget != new FileInfo("/proc/self/ns/user").LinkTarget, TimeSpan.FromSeconds(30)));
            File.WriteAllText($"/proc/{holder.Id}/uid_map", "0 100000 65536");
            File.WriteAllText($"/proc/{holder.Id}/gid_map", "0 100000 65536");
            var mount = Mount(new ImageMountOptions { ObjectDirectories = [_folder.Beside("store")], UserNamespace = path });
            Assert.Equal("100000\n", SourceFolder.Run("stat", "-c", "%u", Path.Combine(mount, "d/large")));
        }
        finally
        {
            holder.Kill();
            holder.WaitForExit();
        }
    }

    public void Dispose()
    {
        _mounts.ForEach(mount => Unmounter.Unmount(mount));
        _folder.Dispose();
    }

    private void Fill()
    {
        _folder.Write("small", "inline");
        _folder.Write("d/large", new string('l', 10_000));
        _folder.Write("d/empty", "");
        File.CreateSymbolicLink(Path.Combine(_folder.Root, "link"), "d/large");
        SourceFolder.Run("ln", Path.Combine(_folder.Root, "d/large"), Path.Combine(_folder.Root, "hard"));
        SourceFolder.Run("mkfifo", Path.Combine(_folder.Root, "fifo"));
        SourceFolder.Run("mknod", Path.Combine(_folder.Root, "d/tty"), "c", "5", "0");
    }

    private VerityDigest MakeImage()
    {
        using var file = new StagedFile(_folder.Beside("image"));
        var digest = ImageWriter.Write(DirectoryTree.Read(_folder.Root, new DirectoryTreeOptions { DigestStore = _folder.Beside("store") }), file.Stream);
        file.Complete();
        return digest;
    }

    private string Mount(ImageMountOptions options)
    {
        var target = _folder.Beside("mnt");
        Directory.CreateDirectory(target);
        ImageMounter.Mount(_folder.Beside("image"), target, options);
        _mounts.Add(target);
        return target;
    }

    private static string Listing(string folder) =>
        SourceFolder.Run("sh", "-c", $"cd '{folder}' && find . | LC_ALL=C sort | xargs stat -c '%n %f %u %g %h %r %.9Y %N' && find . -type f | LC_ALL=C sort | xargs sha256sum");
}
