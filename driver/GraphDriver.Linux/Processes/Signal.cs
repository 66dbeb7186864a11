namespace GraphDriver.Linux.Processes;

/// <summary>Signals by name and number, signal(7), with the numbers of x86-64 and arm64.</summary>
public static class Signal
{
    public const int HangUp = 1;
    public const int Interrupt = 2;
    public const int Quit = 3;
    public const int Kill = 9;
    public const int User1 = 10;
    public const int User2 = 12;
    public const int Alarm = 14;
    public const int Terminate = 15;
    public const int Continue = 18;

    /// <summary>The highest number there is.</summary>
    public const int Maximum = 64;

    private const string Prefix = "SIG";
    private const int RealTimeMinimum = 34;

    private static readonly string[] Names =
    [
        "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM", "TERM", "STKFLT",
        "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO", "PWR", "SYS",
    ];

    /// <summary>Reads <c>15</c>, <c>TERM</c>, <c>SIGTERM</c> or <c>SIGRTMIN+3</c>, in any case.</summary>
    /// <exception cref="FormatException">There is no such signal.</exception>
    public static int Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (int.TryParse(text, out var number))
        {
            return number is >= 1 and <= Maximum ? number : throw Unknown(text);
        }

        var name = text.ToUpperInvariant();
        name = name.StartsWith(Prefix, StringComparison.Ordinal) ? name[Prefix.Length..] : name;
        var index = Array.IndexOf(Names, name);
        return index >= 0 ? index + 1 : RealTime(name) ?? throw Unknown(text);
    }

    /// <summary><c>SIGTERM</c> for 15, or the number where the signal has no name.</summary>
    public static string Name(int number) =>
        number >= 1 && number <= Names.Length ? Prefix + Names[number - 1] : number.ToString();

    private static int? RealTime(string name)
    {
        var (start, rest, sign) = name switch
        {
            _ when name.StartsWith("RTMIN", StringComparison.Ordinal) => (RealTimeMinimum, name[5..], '+'),
            _ when name.StartsWith("RTMAX", StringComparison.Ordinal) => (Maximum, name[5..], '-'),
            _ => (0, name, ' '),
        };
        if (start == 0 || rest.Length == 0)
        {
            return start == 0 ? null : start;
        }

        return rest[0] == sign && int.TryParse(rest, out var offset) && start + offset is >= RealTimeMinimum and <= Maximum
            ? start + offset
            : null;
    }

    private static FormatException Unknown(string text) => new($"there is no signal '{text}'");
}
