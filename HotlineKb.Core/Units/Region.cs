namespace HotlineKb.Core.Units;

/// <summary>The city itself or one of its county-level divisions.</summary>
public sealed class Region
{
    /// <summary>GB/T 2260 code, six digits.</summary>
    public int Code { get; init; }

    public string Name { get; set; } = "";

    public bool IsCity { get; init; }
}

public enum OfficeLevel
{
    City,
    County,
}

/// <summary>热线办: the hotline office that edits, checks, reviews, urges. One for the city, one for each county-level division.</summary>
public sealed class Office
{
    /// <summary>The code of its region: a region has one office.</summary>
    public int Id { get; init; }

    public string Name { get; set; } = "";

    public OfficeLevel Level { get; init; }
}

public enum UnitLevel
{
    City,
    County,
}

/// <summary>成员单位: a bureau, a utility, a town.</summary>
public sealed class Unit
{
    /// <summary>Region × 1000 + number: the code without its dash.</summary>
    public int Id { get; init; }

    public int RegionCode { get; init; }

    /// <summary>1 to 999 within the region; part of every entry code (R4.6), never changed or reused.</summary>
    public int Number { get; init; }

    public UnitLevel Level { get; init; }

    public string Name { get; set; } = "";

    public string ShortName { get; set; } = "";

    /// <summary>Main functions (R1.1); the structured profile comes with basic information.</summary>
    public string Functions { get; set; } = "";

    /// <summary>Last number given to an entry of this unit; moves only inside the ledger's transaction.</summary>
    public int LastEntryNumber { get; set; }

    public int Version { get; set; }

    public string Code => CodeOf(Id);

    /// <summary>R5.1: the city office for a city-level unit, the county office for a county-level one.</summary>
    public int OfficeId => RegionCode;

    public static string CodeOf(int id) => $"{id / 1000:000000}-{id % 1000:000}";

    /// <returns>Null when the text is not a unit code.</returns>
    public static int? IdOf(string? code) =>
        code is { Length: 10 } && code[6] == '-' && int.TryParse(code.AsSpan(0, 6), out var region) && int.TryParse(code.AsSpan(7), out var number)
            ? (region * 1000) + number
            : null;
}

/// <summary>对口: a city unit and a county unit in the same line of business; many to many.</summary>
public sealed class Counterpart
{
    public int CityUnitId { get; init; }

    public int CountyUnitId { get; init; }
}
