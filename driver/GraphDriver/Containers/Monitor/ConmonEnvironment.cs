using System.Collections;

namespace GraphDriver.Containers.Monitor;

/// <summary>The variables that conmon gets: this process's, but for those that would tie it to its caller, and its pipes.</summary>
internal static class ConmonEnvironment
{
    private static readonly string[] Withheld = ["NOTIFY_SOCKET", "DBUS_SESSION_BUS_ADDRESS", "LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"];

    public static IReadOnlyList<string> Build(int syncPipe, int startPipe, int? attachPipe)
    {
        List<string> variables =
        [
            .. Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
                .Where(entry => !Withheld.Contains((string)entry.Key) && !((string)entry.Key).StartsWith("_OCI_", StringComparison.Ordinal))
                .Select(entry => $"{entry.Key}={entry.Value}"),
            $"_OCI_SYNCPIPE={syncPipe}",
            $"_OCI_STARTPIPE={startPipe}",
        ];
        if (attachPipe is { } pipe)
        {
            variables.Add($"_OCI_ATTACHPIPE={pipe}");
        }

        return variables;
    }
}
