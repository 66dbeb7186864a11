using System.Globalization;
using System.Text;

namespace GraphDriver.Containers.Users;

/// <summary>The users and groups of an image: its <c>/etc/passwd</c> and <c>/etc/group</c>, whose bytes are anyone's.</summary>
public sealed class UserDatabase
{
    private UserDatabase(IReadOnlyList<PasswdEntry> users, IReadOnlyList<GroupEntry> groups) => (Users, Groups) = (users, groups);

    public IReadOnlyList<PasswdEntry> Users { get; }

    public IReadOnlyList<GroupEntry> Groups { get; }

    /// <summary>Reads both files; lines that are not as they should be are left out, as all readers of these files do.</summary>
    public static UserDatabase Parse(ReadOnlySpan<byte> passwd, ReadOnlySpan<byte> group) => new(
        [.. Lines(passwd).Select(ParseUser).OfType<PasswdEntry>()],
        [.. Lines(group).Select(ParseGroup).OfType<GroupEntry>()]);

    /// <summary>Finds a user, and the groups that it belongs to.</summary>
    /// <param name="text"><c>user</c>, <c>uid</c>, <c>user:group</c>, <c>uid:gid</c>; null or empty for the superuser.</param>
    /// <exception cref="ContainerRuntimeException">There is no such user or group.</exception>
    public ContainerUser Find(string? text)
    {
        var parts = (text ?? "").Split(':', 2);
        var (user, group) = (parts[0], parts.Length > 1 ? parts[1] : "");
        var uid = user.Length == 0 ? 0 : Number(user);
        var entry = Users.Cast<PasswdEntry?>().FirstOrDefault(one => uid is { } wanted ? one!.Value.Uid == wanted : one!.Value.Name == user);
        if (entry is null && uid is null)
        {
            throw new ContainerRuntimeException($"unable to find user '{user}': there is no such entry in /etc/passwd of the image");
        }

        var gid = group.Length == 0 ? entry?.Gid ?? 0 : FindGroup(group);
        var more = entry is { } known && group.Length == 0 ? Groups.Where(one => one.Members.Contains(known.Name)).Select(one => one.Gid) : [];
        return new ContainerUser
        {
            Uid = entry?.Uid ?? uid!.Value,
            Gid = gid,
            Groups = [.. more.Append(gid).Distinct().Order()],
            Home = entry is { Home: var home } ? home.Length > 0 ? home : "/" : null,
        };
    }

    /// <summary>Whether <c>/etc/group</c> has an entry for a group.</summary>
    public bool HasGroup(uint gid) => Groups.Any(group => group.Gid == gid);

    private uint FindGroup(string text)
    {
        var number = Number(text);
        var entry = Groups.Cast<GroupEntry?>().FirstOrDefault(one => number is { } wanted ? one!.Value.Gid == wanted : one!.Value.Name == text);
        return entry?.Gid ?? number
            ?? throw new ContainerRuntimeException($"unable to find group '{text}': there is no such entry in /etc/group of the image");
    }

    private static uint? Number(string text)
    {
        if (!text.All(char.IsAsciiDigit) || text.Length == 0)
        {
            return null;
        }

        return uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= int.MaxValue
            ? number
            : throw new ContainerRuntimeException($"the id {text} of a user or group is not between 0 and {int.MaxValue}");
    }

    private static string[] Lines(ReadOnlySpan<byte> file) => Encoding.UTF8.GetString(file).Split('\n');

    private static PasswdEntry? ParseUser(string line)
    {
        var fields = line.Split(':');
        return !line.StartsWith('#') && fields.Length >= 4 && fields[0].Length > 0 && Id(fields[2]) is { } uid && Id(fields[3]) is { } gid
            ? new PasswdEntry(fields[0], uid, gid, fields.Length > 5 ? fields[5] : "")
            : null;
    }

    private static GroupEntry? ParseGroup(string line)
    {
        var fields = line.Split(':');
        return !line.StartsWith('#') && fields.Length >= 3 && fields[0].Length > 0 && Id(fields[2]) is { } gid
            ? new GroupEntry(fields[0], gid, fields.Length > 3 ? fields[3].TrimEnd('\r').Split(',', StringSplitOptions.RemoveEmptyEntries) : [])
            : null;
    }

    private static uint? Id(string text) =>
        uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;
}
