namespace GraphDriver.Cli.Progress;

/// <summary>Chooses the display for a <c>--progress</c> value.</summary>
internal static class ProgressDisplay
{
    public static IProgressDisplay For(ProgressMode mode) => mode switch
    {
        ProgressMode.None => new SilentProgress(),
        ProgressMode.Json => new JsonProgress(Console.Error),
        ProgressMode.Auto when !Console.IsErrorRedirected => new LiveProgress(),
        _ => new PlainProgress(Console.Error),
    };
}
