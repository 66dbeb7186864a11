using GraphDriver.Savings.Demo;

namespace GraphDriver.Cli.Demo;

/// <summary>Tells of the demo in lines, one as each phase begins.</summary>
internal sealed class LinesOfDemo(TextWriter output) : IDemoProgress
{
    public void Begin(string phase, int steps) => output.WriteLine(phase);

    public void Advance()
    {
    }

    public void Tell(string message) => output.WriteLine($"note: {message}");
}
