using GraphDriver.Linux.Files;
using GraphDriver.Linux.Mounts;
using GraphDriver.Mounts;

namespace GraphDriver.Tests.Mounts;

public sealed class MountProgramTests : IDisposable
{
    private static readonly MountPlan Plan = new()
    {
        Target = "/target dir",
        Lowers = [new DirectoryLower("/a:b"), new DirectoryLower("/c,d")],
        Upper = new UpperLayer("/u", "/w"),
        Options = [new("metacopy", "on")],
        Attributes = MountAttributes.NoDevices,
    };

    private readonly string _folder = Directory.CreateTempSubdirectory("graphdriver-program-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_program_is_called_as_containers_storage_does()
    {
        var program = Script("printf '%s\\n' \"$@\" > \"$0.args\"");
        MountProgram.Mount(program, Plan);
        Assert.Equal(
            ["-o", @"lowerdir=/a\:b:/c\,d,upperdir=/u,workdir=/w,metacopy=on,nodev", "/target dir"],
            File.ReadAllLines(program + ".args"));
    }

    [Fact]
    public void What_the_program_says_reaches_the_error()
    {
        var error = Assert.Throws<IOException>(() => MountProgram.Mount(Script("echo no fuse here >&2; exit 3"), Plan));
        Assert.EndsWith("failed with 3: no fuse here", error.Message);
        Assert.Contains("cannot be started", Assert.Throws<IOException>(() => MountProgram.Mount("/missing", Plan)).Message);
    }

    [Fact]
    public void Images_are_left_to_the_kernel() =>
        Assert.False(MountProgram.CanMount(Plan with { Lowers = [new ErofsLower("/blob")] }));

    private string Script(string body)
    {
        var path = Path.Combine(_folder, "program");
        File.WriteAllText(path, $"#!/bin/sh\n{body}\n");
        FChmodAt.Set(WorkingDirectory.Handle, path, 0x1ED);
        return path;
    }
}
