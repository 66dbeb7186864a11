using System.Runtime.InteropServices;
using GraphDriver.Linux.Processes;

namespace GraphDriver.Containers.Monitor;

/// <summary>While it is open, the signals that would end this process go elsewhere.</summary>
internal sealed class SignalForwarding : IDisposable
{
    private const int WindowChanged = 28;

    private static readonly int[] Forwarded =
        [Signal.HangUp, Signal.Interrupt, Signal.Quit, Signal.User1, Signal.User2, Signal.Alarm, Signal.Terminate, Signal.Continue];

    private readonly List<PosixSignalRegistration> _registrations = [];
    private readonly Lock _gate = new();
    private readonly List<int> _early = [];
    private Action<int>? _target;

    /// <summary>Catches signals from now on; what comes before <see cref="SendTo"/> is kept for then.</summary>
    public SignalForwarding()
    {
        foreach (var signal in Forwarded)
        {
            _registrations.Add(PosixSignalRegistration.Create((PosixSignal)signal, context =>
            {
                context.Cancel = true;
                Forward(signal);
            }));
        }
    }

    /// <summary>Calls <paramref name="changed"/> whenever the terminal's size changes.</summary>
    public void OnResize(Action changed) =>
        _registrations.Add(PosixSignalRegistration.Create((PosixSignal)WindowChanged, context => changed()));

    /// <summary>Gives every signal to <paramref name="target"/>, those that came already first.</summary>
    public void SendTo(Action<int> target)
    {
        lock (_gate)
        {
            _target = target;
            _early.ForEach(target);
            _early.Clear();
        }
    }

    public void Dispose() => _registrations.ForEach(registration => registration.Dispose());

    private void Forward(int signal)
    {
        lock (_gate)
        {
            if (_target is { } target)
            {
                target(signal);
            }
            else
            {
                _early.Add(signal);
            }
        }
    }
}
