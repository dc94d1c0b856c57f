using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Passinstance.ServiceDefaults.Requests;

/// <summary>Routing for every process: HEAD reaches what GET reaches, and queries are checked.</summary>
public static class RequestRouting
{
    private static readonly object IsHead = new();

    /// <summary>
    /// Matches routes, with HEAD as GET. The endpoint sees HEAD as the method and writes the response of GET, whose headers are sent; the
    /// server leaves out the body. Then checks the query (<see cref="QueryRules"/>).
    /// </summary>
    public static void UseRequestRouting(this WebApplication app)
    {
        app.Use(static (context, next) =>
        {
            if (HttpMethods.IsHead(context.Request.Method))
            {
                context.Items[IsHead] = true;
                context.Request.Method = HttpMethods.Get;
            }

            return next(context);
        });
        app.UseRouting();
        app.Use(static (context, next) =>
        {
            if (context.Items.ContainsKey(IsHead))
                context.Request.Method = HttpMethods.Head;
            return next(context);
        });
        app.UseMiddleware<QueryRules>();
    }
}
