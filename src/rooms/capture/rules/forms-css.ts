/** How the page of a form looks, on a telephone first; the same in the preview of the editor, which says itself whether it is dark. */

const light = `--paper:#f5f7f6;--sheet:#ffffff;--line:#8a9692;--soft:#dfe5e2;--ink:#17211f;--ink-2:#44514d;--accent:#0f7463;--on-accent:#ffffff;--loss:#a03813;--loss-soft:#fdefe8;--loss-line:#c54a1e;color-scheme:light;`
const dark = `--paper:#0e1312;--sheet:#161d1c;--line:#74827d;--soft:#293432;--ink:#e6ecea;--ink-2:#b9c4c0;--accent:#3aa88f;--on-accent:#06211b;--loss:#f2a17f;--loss-soft:#33201a;--loss-line:#e67044;color-scheme:dark;`

export const formCss = `
html{${light}-webkit-text-size-adjust:100%}
@media (prefers-color-scheme:dark){html{${dark}}}
.f-light{${light}}
.f-dark{${dark}}
body{margin:0}
body,.f-light,.f-dark{background:var(--paper)}
.f-page{box-sizing:border-box;max-width:600px;margin:0 auto;padding:28px 20px 40px;color:var(--ink);font:16px/1.5 Inter,system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;overflow-wrap:anywhere}
.f-page *{box-sizing:border-box}
.f-page h1{margin:0 0 10px;font-size:1.625rem;line-height:1.2;letter-spacing:-.015em;text-wrap:balance}
.f-page form{display:flex;flex-direction:column;gap:20px;margin-top:24px;padding:22px 20px 24px;background:var(--sheet);border:1px solid var(--soft);border-radius:14px}
.f-intro{margin:0 0 8px;color:var(--ink-2)}
.f-field{margin:0;padding:0;border:0;min-width:0}
.f-field>label,.f-field>legend{display:block;padding:0;margin:0 0 6px;font-weight:600;font-size:.9375rem;line-height:1.35}
.f-optional{font-weight:400;color:var(--ink-2)}
.f-hint{margin:-2px 0 6px;color:var(--ink-2);font-size:.875rem;line-height:1.4}
.f-page input:not([type=checkbox]):not([type=radio]),.f-page textarea{display:block;width:100%;min-height:46px;padding:10px 12px;font:inherit;color:inherit;background:var(--paper);border:1px solid var(--line);border-radius:9px}
.f-page textarea{resize:vertical;min-height:112px}
.f-page input:focus-visible,.f-page textarea:focus-visible,.f-page button:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
.f-page .f-answer{display:flex;gap:12px;align-items:flex-start;margin:0;padding:9px 0;font-weight:400;cursor:pointer}
.f-page .f-answer input{flex:none;width:22px;height:22px;margin:1px 0 0;accent-color:var(--accent)}
.f-consent .f-answer{padding:0;font-size:.875rem;line-height:1.45;color:var(--ink-2)}
.f-wrong{margin:0 0 6px;color:var(--loss);font-size:.9375rem;font-weight:600;line-height:1.4}
.f-page [data-wrong]{padding-left:12px;border-left:3px solid var(--loss-line)}
.f-page [data-wrong] input:not([type=checkbox]):not([type=radio]),.f-page [data-wrong] textarea{border-color:var(--loss-line)}
.f-errors{margin:18px 0 0;padding:12px 14px;color:var(--loss);background:var(--loss-soft);border:1px solid var(--loss-line);border-radius:9px}
.f-page button{align-self:flex-start;min-height:48px;padding:0 26px;font:inherit;font-weight:600;color:var(--on-accent);background:var(--accent);border:0;border-radius:9px;cursor:pointer}
.f-away{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
@media (max-width:480px){.f-page button{align-self:stretch}.f-page{padding:22px 16px 32px}}
.f-phone .f-page{padding:22px 16px 32px}
.f-phone .f-page button{align-self:stretch}
@media (forced-colors:active){.f-page button{border:1px solid}}
`
