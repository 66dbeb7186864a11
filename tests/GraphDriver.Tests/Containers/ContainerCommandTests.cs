using GraphDriver.Containers;
using GraphDriver.Oci.Model;

namespace GraphDriver.Tests.Containers;

/// <summary>The rules are those of podman.</summary>
public sealed class ContainerCommandTests
{
    [Theory]
    [InlineData("", "c d", null, "", "c d")]
    [InlineData("e", "c d", null, "", "e c d")]
    [InlineData("e", "c d", null, "a", "e a")]
    [InlineData("e", "c d", "x", "", "x")]
    [InlineData("e", "c d", "x", "a b", "x a b")]
    [InlineData("e", "c d", "", "a", "a")]
    [InlineData("e f", "", null, "", "e f")]
    public void Entrypoint_and_command_are_put_together(string entrypoint, string command, string? given, string arguments, string expected)
    {
        var image = new ContainerConfig { Entrypoint = Words(entrypoint), Cmd = Words(command) };
        var options = new ContainerOptions { Entrypoint = given is null ? null : [given], Arguments = Words(arguments) };
        Assert.Equal(expected.Split(' '), ContainerCommand.Resolve(image, options));
    }

    [Theory]
    [InlineData("", "", null)]
    [InlineData("e", "c", "")]
    public void Nothing_to_run_is_an_error_of_ours(string entrypoint, string command, string? given)
    {
        var image = new ContainerConfig { Entrypoint = Words(entrypoint), Cmd = Words(command) };
        var error = Assert.Throws<ContainerRuntimeException>(() =>
            ContainerCommand.Resolve(image, new ContainerOptions { Entrypoint = given is null ? null : [given] }));
        Assert.Equal(125, error.ExitCode);
    }

    [Theory]
    [InlineData("exec: \"x\": executable file not found in $PATH", 127)]
    [InlineData("executable file `x` not found in $PATH: No such file or directory", 127)]
    [InlineData("exec: \"/etc\": permission denied", 126)]
    [InlineData("open '/no such file or directory': Operation not permitted", 126)]
    [InlineData("exec: \"/x\": exec format error", 126)]
    [InlineData("something else", 125)]
    public void What_a_runtime_says_becomes_podmans_exit_code(string message, int code)
    {
        var error = ContainerRuntimeException.FromRuntime("runc", message + "\n");
        Assert.Equal(code, error.ExitCode);
        Assert.Equal($"runc: {message}", error.Message);
    }

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
