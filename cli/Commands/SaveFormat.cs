namespace GraphDriver.Cli.Commands;

/// <summary>The values of <c>save --format</c>.</summary>
internal enum SaveFormat
{
    DockerArchive,
    OciArchive,
    OciDir,
    DockerDir,
}
