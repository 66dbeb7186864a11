using GraphDriver.Store;

namespace GraphDriver.Containers;

/// <summary>A container of ours: its record in the store, and what it was made with.</summary>
public sealed record Container(ContainerRecord Record, ContainerSettings Settings)
{
    public ContainerId Id => Record.Id;

    /// <summary>The name, as the store has it now.</summary>
    public string Name => Record.Names is [var name, ..] ? name : Settings.Name;
}
