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
        .state{border-left:5px solid #b3261e;font-weight:600}
        .button{display:flex;align-items:center;justify-content:center;gap:10px;min-height:50px;padding:8px 16px;border:0;
        border-radius:12px;background:#000;color:#fff;font-family:inherit;font-size:1rem;font-weight:600;line-height:1.2;
        text-decoration:none;width:100%;cursor:pointer}
        .button:hover{background:#2b2b31}
        .button svg{width:24px;height:24px;flex:none}
        .scan{text-align:center}
        .scan .code{width:190px;background:#fff;border-radius:8px;margin-top:12px}
        .front{width:100%;max-width:352px;filter:drop-shadow(0 6px 14px rgb(0 0 0/.28))}
        .pass{position:relative;display:flex;flex-direction:column;gap:12px;min-height:440px;padding:12px 14px 18px;border-radius:14px;
        overflow:hidden;background:rgb(var(--bg));color:rgb(var(--fg));overflow-wrap:break-word}
        .pass>*{position:relative}
        .top{display:flex;align-items:center;gap:10px;min-height:44px}
        .logo{display:block;max-width:160px;height:38px;object-fit:contain;object-position:left}
        .logotext{flex:1;font-weight:600;font-size:1.02rem;line-height:1.15}
        .top .fields{margin-left:auto;flex:none;max-width:60%;gap:14px}
        .top .field{text-align:right}
        .top dd{font-size:1.05rem}
        .fields{display:flex;flex-wrap:wrap;gap:12px 14px;justify-content:space-between}
        .field{min-width:min-content;max-width:100%;flex:1 1 auto}
        dt{font-size:.69rem;line-height:1.25;font-weight:650;letter-spacing:.03em;text-transform:uppercase;color:rgb(var(--label))}
        dd{font-size:1.02rem;line-height:1.25;white-space:pre-line}
        .field.left{text-align:left}.field.center{text-align:center}.field.right{text-align:right}
        .primary dd{font-size:1.75rem;font-weight:300;line-height:1.15}
        .boardingPass .primary{display:grid;grid-template-columns:1fr auto 1fr;align-items:end;gap:8px;padding-bottom:4px}
        .boardingPass .primary dd{font-size:2.5rem}
        .boardingPass .primary dl:last-child{text-align:right}
        .boardingPass .primary svg{width:34px;height:34px;margin-bottom:6px;fill:rgb(var(--label))}
        .boardingPass{-webkit-mask:radial-gradient(circle 8px at 0 66px,#0000 97%,#000) 0 0/51% 100% no-repeat,
        radial-gradient(circle 8px at 100% 66px,#0000 97%,#000) 100% 0/51% 100% no-repeat;
        mask:radial-gradient(circle 8px at 0 66px,#0000 97%,#000) 0 0/51% 100% no-repeat,radial-gradient(circle 8px at 100% 66px,#0000 97%,
        #000) 100% 0/51% 100% no-repeat}
        .coupon{border-radius:4px;padding:20px 14px 24px;-webkit-mask:radial-gradient(circle 5px at 50% 0,#0000 95%,
        #000) 50% 0/16px 51% repeat-x,radial-gradient(circle 5px at 50% 100%,#0000 95%,#000) 50% 100%/16px 51% repeat-x;
        mask:radial-gradient(circle 5px at 50% 0,#0000 95%,#000) 50% 0/16px 51% repeat-x,radial-gradient(circle 5px at 50% 100%,#0000 95%,
        #000) 50% 100%/16px 51% repeat-x}
        .eventTicket{padding-top:22px;-webkit-mask:radial-gradient(circle 26px at 50% -10px,#0000 97%,#000);
        mask:radial-gradient(circle 26px at 50% -10px,#0000 97%,#000)}
        .strip{margin:0 -14px;min-height:112px;display:flex;align-items:center;padding:12px 14px;background:rgb(var(--fg)/.08)}
        .strip.pictured{aspect-ratio:375/144;padding:0 14px}
        .eventTicket .strip.pictured{aspect-ratio:375/98}
        .strip img{position:absolute;inset:0;width:100%;height:100%;object-fit:cover}
        .strip .fields{position:relative}
        .strip dd{font-size:2.5rem;font-weight:300}
        .strip .field{display:flex;flex-direction:column-reverse}
        .strip.pictured dd,.strip.pictured dt{color:rgb(var(--fg));
        text-shadow:0 0 3px rgb(var(--bg)),0 0 8px rgb(var(--bg)),0 0 14px rgb(var(--bg))}
        .backdrop{position:absolute!important;inset:-24px;width:calc(100% + 48px);height:calc(100% + 48px);object-fit:cover;
        filter:blur(14px)}
        .veil{position:absolute!important;inset:0;background:rgb(var(--bg)/.55)}
        .beside{display:flex;gap:14px;justify-content:space-between;align-items:flex-start}
        .beside>div{min-width:0;flex:1;display:grid;gap:12px}
        .thumbnail{width:90px;max-height:110px;border-radius:4px;object-fit:cover;flex:none}
        .footerimage{display:block;width:100%;max-width:286px;height:auto;margin:auto auto -4px}
        .barcode{margin:auto auto 0;background:#fff;color:#000;border-radius:8px;padding:8px;text-align:center;max-width:100%;
        font-size:.8rem;line-height:1.3}
        .footerimage+.barcode{margin-top:0}
        .code{display:block;margin:0 auto;height:auto}
        .barcode .qr{width:184px;max-width:100%;margin:-8px auto -10px}
        .barcode .bars{width:280px;max-width:100%}
        .barcode .stacked{width:280px;max-width:100%}
        .barcode p{padding:4px 6px 0}
        .barcode .message{font:600 .85rem/1.3 ui-monospace,monospace;max-height:6.5em;overflow:hidden}
        .ended{opacity:.55}
        .rows{display:grid;gap:12px}
        .rows dt{color:#55555e;font-size:.75rem}
        .rows dd{font-size:.98rem}
        .foot{text-align:center;font-size:.9rem}
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
        .page{grid-template-columns:352px 352px;justify-content:center;column-gap:40px;align-items:start;padding-top:40px}
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
        .button{background:#fff;color:#000}
        .button:hover{background:#d9d9e0}
        a{color:#8ab4ff}:focus-visible{outline-color:#8ab4ff}
        input,select{background:#15151a;color:#ececf1}
        .wrong{color:#ff9b94}[aria-invalid=true]{border-color:#ff9b94}.state{border-color:#ff9b94}
        }
        @media (prefers-reduced-motion:no-preference){.button{transition:background .15s}}
        @media (forced-colors:active){.button{border:2px solid ButtonText}}
        """;
}
