using System.Security.Cryptography;

namespace HotlineKb.Web.Access;

/// <summary>A password that one person reads to another: no letters or digits that look alike.</summary>
internal static class InitialPassword
{
    private const string Letters = "abcdefghjkmnpqrstuvwxyz";
    private const string Digits = "23456789";

    /// <summary>Three groups of four and a number between them, about 70 bits; letters and digits are always in it.</summary>
    public static string Create() =>
        $"{RandomNumberGenerator.GetString(Letters, 4)}-{RandomNumberGenerator.GetString(Letters, 4)}-{RandomNumberGenerator.GetString(Digits, 4)}-{RandomNumberGenerator.GetString(Letters, 4)}";
}
