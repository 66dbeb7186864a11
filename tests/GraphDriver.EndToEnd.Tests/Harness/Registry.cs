using System.Diagnostics;
using System.Text.RegularExpressions;

namespace GraphDriver.EndToEnd.Tests.Harness;

/// <summary>A docker-registry on a free port of the loopback, with its storage in a temporary folder.</summary>
public sealed partial class Registry : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("graphdriver-registry-").FullName;
    private readonly Process _process;

    public Registry()
    {
        string configuration = Path.Combine(_folder, "config.yml");
        File.WriteAllText(configuration, $$$"""
            version: 0.1
            log: {level: info, formatter: text, accesslog: {disabled: false}}
            storage: {filesystem: {rootdirectory: {{{_folder}}}/data}, delete: {enabled: true}}
            http: {addr: "127.0.0.1:0", secret: loopback}
            """);
        // The shell ends the registry when this process ends, however it does: its standard input closes then.
        var start = new ProcessStartInfo("sh") { RedirectStandardInput = true, RedirectStandardError = true };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add("docker-registry serve \"$0\" </dev/null >\"$0.access\" & cat >/dev/null; kill $!; wait $!");
        start.ArgumentList.Add(configuration);
        _process = Process.Start(start)!;
        Host = WaitForAddress();
        _ = _process.StandardError.BaseStream.CopyToAsync(Stream.Null);
    }

    /// <summary><c>127.0.0.1:port</c>.</summary>
    public string Host { get; }

    /// <summary>Pushes an OCI layout of the machine as it is, with skopeo.</summary>
    /// <returns>The reference for a pull, without <c>docker://</c>.</returns>
    public string Push(Machine machine, string layout, string name)
    {
        ArgumentNullException.ThrowIfNull(machine);
        string reference = $"{Host}/{name}";
        machine.Run("skopeo", "copy", "-q", "--preserve-digests", "--dest-tls-verify=false", layout, $"docker://{reference}").Succeeded();
        return reference;
    }

    /// <summary>The requests so far, such as <c>GET /v2/</c>, in the order of their ends.</summary>
    public IReadOnlyList<string> Requests()
    {
        // An answer comes before its line: what the log has to show first is a request of our own.
        string mark = $"/v2/mark-{Guid.NewGuid():N}";
        using var client = new HttpClient();
        client.GetAsync(new Uri($"http://{Host}{mark}")).GetAwaiter().GetResult().Dispose();
        string log = Path.Combine(_folder, "config.yml.access");
        string[] lines = [];
        SpinWait.SpinUntil(() => (lines = ReadLines(log)).Any(line => line.Contains(mark, StringComparison.Ordinal)), TimeSpan.FromSeconds(10));
        return [.. lines.Where(line => !line.Contains("/v2/mark-", StringComparison.Ordinal)).Select(line => RequestOf().Match(line).Groups[1].Value)];
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private string WaitForAddress()
    {
        var seen = new List<string>();
        while (_process.StandardError.ReadLine() is { } line)
        {
            seen.Add(line);
            if (Listening().Match(line) is { Success: true } match)
            {
                return match.Groups[1].Value;
            }
        }

        throw new InvalidOperationException("docker-registry did not start:\n" + string.Join('\n', seen));
    }

    private static string[] ReadLines(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        return new StreamReader(file).ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    [GeneratedRegex("\"([A-Z]+ [^ ]+) HTTP/")]
    private static partial Regex RequestOf();

    [GeneratedRegex(@"listening on (127\.0\.0\.1:\d+)")]
    private static partial Regex Listening();
}
