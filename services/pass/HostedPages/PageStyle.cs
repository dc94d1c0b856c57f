namespace Passinstance.Passes.HostedPages;

/// <summary>The one style sheet of the pages.</summary>
internal static class PageStyle
{
    internal const string Sheet = """
        *{box-sizing:border-box}
        html{color-scheme:light dark;-webkit-text-size-adjust:100%}
        body{margin:0;font:16px/1.45 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",sans-serif;background:#f2f2f5;color:#1a1a1e}
        h1,h2,p,dl,dd,ul{margin:0;padding:0}
        h1{font-size:1.35rem;line-height:1.25}
        h2{font-size:1.05rem}
        a{color:#0a58ca}
        :focus-visible{outline:3px solid #0a58ca;outline-offset:3px;border-radius:4px}
        .page{max-width:860px;margin:0 auto;padding:20px 16px 32px;display:grid;gap:20px;grid-template-columns:minmax(0,1fr);
        justify-items:center}
        .intro{text-align:center;overflow-wrap:anywhere}
        .intro p{color:#55555e}
        .panel{background:#fff;border-radius:14px;padding:18px;width:100%;max-width:352px;box-shadow:0 1px 3px rgb(0 0 0/.12);
        overflow-wrap:anywhere}
        .panel h2{margin-bottom:10px}
        .panel h1{margin-bottom:8px}
        .panel p+p,.panel .button+.button,.panel .button+p{margin-top:10px}
        .state{border-inline-start:5px solid #b3261e;font-weight:600}
        .button{display:flex;align-items:center;justify-content:center;gap:10px;min-height:50px;padding:8px 16px;border:0;
        border-radius:12px;background:#000;color:#fff;font-family:inherit;font-size:1rem;font-weight:600;line-height:1.2;
        text-decoration:none;width:100%;cursor:pointer}
        .button:hover{background:#2b2b31}
        .button svg{width:32px;height:24px;flex:none}
        .badge{display:flex;justify-content:center;padding:8px;border-radius:8px}
        .badge img{display:block;height:52px;width:auto;max-width:100%}
        .scan{text-align:center}
        .scan .code{width:190px;background:#fff;border-radius:8px;margin-top:12px}
        .front{width:100%;max-width:376px;filter:drop-shadow(0 6px 14px rgb(0 0 0/.28))}
        .pass>div>svg{display:block;width:100%;height:auto}
        .code{display:block;margin:0 auto;height:auto}
        .rows{display:grid;gap:12px}
        .rows dt{color:#55555e;font-size:.75rem}
        .rows dd{font-size:.98rem}
        .foot{display:flex;flex-wrap:wrap;gap:8px 18px;justify-content:center;font-size:.9rem}
        .hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
        form{display:grid;gap:16px;margin-top:18px}
        label{display:block;font-weight:600;margin-bottom:4px}
        label span{font-weight:400;color:#55555e}
        input,select{width:100%;min-height:46px;padding:8px 12px;border:1px solid #75757f;border-radius:8px;font:inherit;background:#fff;
        color:#1a1a1e}
        [aria-invalid=true]{border:2px solid #b3261e}
        .wrong{color:#b3261e;margin-top:4px;font-size:.92rem}
        .brand{display:flex;align-items:center;gap:12px;margin-bottom:14px;padding:12px 14px;border-radius:10px;background:rgb(var(--bg));
        color:rgb(var(--fg));font-weight:600}
        @media (min-width:760px){
        .page{grid-template-columns:376px 352px;justify-content:center;column-gap:40px;align-items:start;padding-top:40px}
        .page>.intro,.page>.foot{grid-column:1/-1}
        .side{display:grid;gap:20px}
        .page.single{grid-template-columns:minmax(0,420px)}
        .page.single .panel{max-width:420px}
        }
        @media (max-width:759px){.side{display:contents}}
        @media (prefers-color-scheme:dark){
        body{background:#101013;color:#ececf1}
        .intro p,.rows dt,label span{color:#b4b4bf}
        .panel{background:#1e1e23}
        .button{box-shadow:0 0 0 1px #75757f}
        a{color:#8ab4ff}:focus-visible{outline-color:#8ab4ff}
        input,select{background:#15151a;color:#ececf1}
        .wrong{color:#ff9b94}[aria-invalid=true]{border-color:#ff9b94}.state{border-color:#ff9b94}
        }
        @media (prefers-reduced-motion:no-preference){.button{transition:background .15s}}
        @media (forced-colors:active){.button{border:2px solid ButtonText}}
        """;
}
