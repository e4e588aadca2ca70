namespace HotlineKb.Core.Approvals;

/// <summary>A department as the hall names it, with the unit it stands for: the department map, kept by the city office.</summary>
public sealed class HallDepartment
{
    public const int MaxCode = 60;
    public const int MaxName = 120;

    public Guid Id { get; init; }

    /// <summary>DEPT_CODE, or <c>name:</c> with the name where the hall gives none. Unique.</summary>
    public string Key { get; init; } = "";

    /// <summary>Empty when the hall gives none.</summary>
    public string Code { get; init; } = "";

    public string Name { get; init; } = "";

    /// <summary>Null: in the queue of the unmapped.</summary>
    public int? UnitId { get; private set; }

    public string MappedBy { get; private set; } = "";

    public DateTime? MappedAt { get; private set; }

    public DateTime FirstSeenAt { get; init; }

    public int Version { get; private set; }

    public string Subject => $"hall-department:{Id}";

    public static string KeyOf(string code, string name) => code.Length > 0 ? code : $"name:{name}";

    internal DepartmentMapped Map(int? unitId, string by, DateTime now)
    {
        var before = UnitId;
        (UnitId, MappedBy, MappedAt) = (unitId, by, now);
        Version++;
        return new DepartmentMapped(Id, Code, Name, before, unitId);
    }

    /// <summary>Another row of the same name is mapped: the halls of two counties may give one bureau two codes.</summary>
    internal void Inherit(int? unitId) => UnitId = unitId;
}
