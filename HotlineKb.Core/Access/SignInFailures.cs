using Microsoft.AspNetCore.Identity;

namespace HotlineKb.Core.Access;

public static class SignInFailures
{
    private const int Tries = 20;

    /// <summary>Counts a wrong password, also when others are counted at the same moment: else guessing in parallel would be free.</summary>
    public static async Task CountFailureAsync(this UserManager<Account> users, Account account)
    {
        for (var attempt = 0; attempt < Tries && !(await users.AccessFailedAsync(account)).Succeeded; attempt++)
        {
            // Someone else was first; what stands now is counted on.
            if (await users.FindByIdAsync(account.Id.ToString()) is not { } current || await users.IsLockedOutAsync(current))
                return;
            account = current;
        }
    }
}
