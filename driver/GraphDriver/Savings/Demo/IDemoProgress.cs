namespace GraphDriver.Savings.Demo;

/// <summary>Hears how the demo goes on. Called from several threads.</summary>
public interface IDemoProgress
{
    /// <summary>A phase begins.</summary>
    /// <param name="phase">What it does, in words.</param>
    /// <param name="steps">How many times <see cref="Advance"/> follows.</param>
    void Begin(string phase, int steps);

    /// <summary>A step of the phase is done.</summary>
    void Advance();

    /// <summary>Something that the user should know.</summary>
    void Tell(string message);
}
