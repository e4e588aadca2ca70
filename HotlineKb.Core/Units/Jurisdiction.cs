namespace HotlineKb.Core.Units;

/// <summary>Whose business a unit is (R4.1, R5.1).</summary>
public static class Jurisdiction
{
    /// <summary>The office that checks, urges and manages a unit: its region's own.</summary>
    public static int OfficeOf(int unitId) => unitId / 1000;

    /// <summary>GB/T 2260: the code of a city ends in 00; so does the city office's id.</summary>
    public static bool IsCity(int? regionOrOffice) => regionOrOffice is { } code && code % 100 == 0;

    /// <summary>The city office above a unit.</summary>
    public static int CityOf(int unitId) => CityAbove(OfficeOf(unitId));

    /// <summary>The city office above an office; itself where it is the city's.</summary>
    public static int CityAbove(int officeId) => officeId / 100 * 100;

    /// <summary>
    /// Whether an office may draft for a unit: a county office for its own county-level units; the city office for city-level units and,
    /// because work orders cross levels and regions, for every other one too. The check stays with the unit's own office.
    /// </summary>
    public static bool MayDraft(int officeId, int unitId) => IsCity(officeId) || OfficeOf(unitId) == officeId;
}
