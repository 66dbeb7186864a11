namespace GraphDriver.Mounts;

/// <summary>The content pool as mounting sees it: one folder that may stand for the objects of many layers.</summary>
public interface IObjectCoverage
{
    /// <summary>The pool's folder, absolute, with objects as <c>xx/rest</c>.</summary>
    string Directory { get; }

    /// <summary>Whether every object of a composefs layer is in the pool.</summary>
    bool HoldsAll(OverlayLayer layer);
}
