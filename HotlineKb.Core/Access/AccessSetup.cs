using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace HotlineKb.Core.Access;

public static class AccessSetup
{
    public static IServiceCollection AddAccess(this IServiceCollection services)
    {
        services.AddIdentityCore<Account>(options =>
        {
            options.Lockout.MaxFailedAccessAttempts = 5;
            options.Lockout.DefaultLockoutTimeSpan = TimeSpan.FromMinutes(15);
        });
        services.AddScoped<IUserStore<Account>, AccountStore>();
        services.AddSingleton<IPasswordHasher<Account>, PasswordHasher<Account>>();
        return services.AddSingleton<AccountActions>().AddSingleton<AccountViews>().AddSingleton<TokenActions>();
    }
}
