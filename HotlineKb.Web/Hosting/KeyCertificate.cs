using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace HotlineKb.Web.Hosting;

/// <summary>The certificate that encrypts the keys on disk (<c>HotlineKb:Keys:CertificatePath</c>, <c>:Password</c>); without one they lie in the data directory as they are.</summary>
internal static class KeyCertificate
{
    /// <exception cref="WrongSetting">When it cannot be read or has no private key.</exception>
    public static X509Certificate2? Read(IConfiguration configuration, IHostEnvironment environment)
    {
        if (configuration["HotlineKb:Keys:CertificatePath"] is not { Length: > 0 } path)
            return null;
        try
        {
            var certificate = X509CertificateLoader.LoadPkcs12FromFile(Path.GetFullPath(path, environment.ContentRootPath), configuration["HotlineKb:Keys:Password"]);
            return certificate.HasPrivateKey ? certificate : throw new CryptographicException("其中没有私钥。");
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new WrongSetting($"设置 HotlineKb:Keys:CertificatePath 的证书“{path}”不能使用（应为带私钥的 PKCS#12 文件，口令在 HotlineKb:Keys:Password）：{e.Message}");
        }
    }
}
