using System.Diagnostics;
using System.Text;
using GraphDriver.Oci.Model.Json;
using GraphDriver.Oci.Registry.Configuration;

namespace GraphDriver.Oci.Registry.Auth;

/// <summary>
/// A program <c>docker-credential-NAME</c> that keeps credentials, asked by its protocol
/// (https://github.com/docker/docker-credential-helpers#development): the server on standard input, JSON on standard output.
/// </summary>
internal sealed class CredentialHelper(string name, HostEnvironment environment)
{
    private const int MaxOutput = 1 << 20;
    private const int MaxMessage = 200;
    private const string NotFoundMessage = "credentials not found in native keychain";
    private const string TokenUser = "<token>";

    // A keychain may ask its user to unlock it.
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(2);

    private string Program => $"docker-credential-{name}";

    /// <summary>The credentials for a server; null where the helper has none.</summary>
    /// <exception cref="InvalidDataException">There is no such helper, it fails, or its answer is none.</exception>
    public async Task<RegistryCredentials?> GetAsync(string server, CancellationToken cancellationToken)
    {
        var (exitCode, output) = await RunAsync(server, cancellationToken).ConfigureAwait(false);
        if (exitCode != 0)
        {
            var message = Encoding.UTF8.GetString(output.AsSpan(0, Math.Min(output.Length, MaxMessage))).ReplaceLineEndings(" ").Trim();
            return message == NotFoundMessage
                ? null
                : throw new InvalidDataException($"credential helper {Program}: it fails for {server} with exit code {exitCode}: {message}");
        }

        var fields = JsonFields.Parse(output, $"credential helper {Program}");
        var (user, secret) = (fields.OptionalString("Username") ?? "", fields.OptionalString("Secret") ?? "");
        return (user, secret) switch
        {
            ("", "") => null,
            (TokenUser, _) => new RegistryCredentials { IdentityToken = secret },
            _ => new RegistryCredentials { Username = user, Password = secret },
        };
    }

    private async Task<(int ExitCode, byte[] Output)> RunAsync(string server, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Timeout);
        using var process = Start();
        try
        {
            await WriteAsync(process, server, limit.Token).ConfigureAwait(false);
            var output = await ReadAsync(process.StandardOutput.BaseStream, limit.Token).ConfigureAwait(false);
            await process.WaitForExitAsync(limit.Token).ConfigureAwait(false);
            return (process.ExitCode, output);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new InvalidDataException($"credential helper {Program}: no answer for {server} within {Timeout.TotalSeconds:0} seconds");
        }
        finally
        {
            Stop(process);
        }
    }

    private Process Start() => Process.Start(new ProcessStartInfo(Find())
    {
        ArgumentList = { "get" },
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
    })!;

    // Not left to the start of the process: that would look into the current folder first.
    private string Find()
    {
        if (name.Length == 0 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'))
        {
            throw new InvalidDataException($"'{name}' is not the name of a credential helper");
        }

        foreach (var folder in (environment.Text("PATH") ?? "/usr/local/bin:/usr/bin:/bin").Split(':'))
        {
            var path = Path.Combine(folder, Program);
            if (Path.IsPathRooted(path) && File.Exists(path))
            {
                return path;
            }
        }

        throw new InvalidDataException($"credential helper {Program}: there is no such program in PATH");
    }

    private static async Task WriteAsync(Process process, string server, CancellationToken cancellationToken)
    {
        try
        {
            await process.StandardInput.WriteAsync(server.AsMemory(), cancellationToken).ConfigureAwait(false);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // A helper that does not read its input tells by exit code and output what it thinks of it.
        }
    }

    private async Task<byte[]> ReadAsync(Stream output, CancellationToken cancellationToken)
    {
        using var copy = new MemoryStream();
        var buffer = new byte[4096];
        for (int count; (count = await output.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0;)
        {
            copy.Write(buffer, 0, count);
            if (copy.Length > MaxOutput)
            {
                throw new InvalidDataException($"credential helper {Program}: it prints more than {MaxOutput} bytes");
            }
        }

        return copy.ToArray();
    }

    private static void Stop(Process process)
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
        }
    }
}
