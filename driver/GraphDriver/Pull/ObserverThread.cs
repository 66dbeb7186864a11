namespace GraphDriver.Pull;

/// <summary>The thread on which a <see cref="ReadAheadStream"/> shows its bytes to the observer.</summary>
internal enum ObserverThread
{
    /// <summary>The stage's own, after it has read them.</summary>
    Stage,

    /// <summary>The reader's, when it comes to them.</summary>
    Reader,
}
