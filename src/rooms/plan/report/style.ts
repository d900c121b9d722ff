/** The look of the report: system fonts, two colour schemes, tables that scroll on a phone, and paper. */
export const reportStyle = `
:root{color-scheme:light dark;--ink:#1b1f24;--soft:#59636e;--line:#d5dae0;--paper:#fff;--wash:#f4f6f8;--mark:#0b5cad;--few:#8a5a00}
@media (prefers-color-scheme:dark){:root{--ink:#e8ebee;--soft:#a3adb8;--line:#363d45;--paper:#14171a;--wash:#1d2126;--mark:#6db3f2;--few:#e0b050}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
main{max-width:64rem;margin:0 auto;padding:2rem 1.25rem 4rem}
h1{font-size:clamp(1.5rem,4vw,2.25rem);line-height:1.2;margin:.25rem 0 1rem;text-wrap:balance}
h2{font-size:1.2rem;margin:2.5rem 0 .75rem;padding-bottom:.35rem;border-bottom:1px solid var(--line)}
h3{font-size:1rem;margin:1rem 0 .35rem}
p{margin:.35rem 0}
.eyebrow{color:var(--soft);font-size:.9rem;margin:0}
.story{padding-left:1.1rem;margin:0;color:var(--ink)}
.story li{margin:.2rem 0}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(13rem,1fr));gap:.75rem;margin-top:1.5rem}
.card{background:var(--wash);border:1px solid var(--line);border-radius:.5rem;padding:.9rem 1rem}
.card h3{margin:0;font-weight:600;color:var(--soft);font-size:.9rem}
.number{font-size:1.75rem;font-weight:650;margin:.1rem 0;font-variant-numeric:tabular-nums}
.proof,.note{color:var(--soft);font-size:.875rem;font-weight:400}
.steps{padding-left:1.4rem}
.steps h3{margin:.75rem 0 .2rem}
.worth{color:var(--mark);font-weight:600;white-space:nowrap}
.wide{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums;font-size:.9375rem}
th,td{padding:.45rem .6rem;text-align:right;border-bottom:1px solid var(--line);vertical-align:top}
td{white-space:nowrap}
th:first-child,td.note{text-align:left}
td.note{white-space:normal}
thead th{color:var(--soft);font-weight:600;font-size:.8125rem;vertical-align:bottom}
tbody th{font-weight:500;min-width:9rem}
tr.first th,tr.first td{font-weight:700}
table.sum tr:last-child th,table.sum tr:last-child td{border-top:2px solid var(--ink)}
table.sum tr:last-child td:nth-child(2),table.sum tr:last-child th{font-weight:700}
.bar{display:block;height:.3rem;margin-top:.3rem;background:var(--mark);border-radius:.15rem;min-width:2px}
.few{color:var(--few)}
.score{font-size:1.4rem}
.limits li,.found li{margin:.6rem 0}
.found{list-style:none;padding:0}
dt{font-weight:600;margin-top:.6rem}
dd{margin:0}
footer{margin-top:3rem;color:var(--soft);font-size:.875rem}
@media (max-width:40rem){td.note{min-width:13rem}h2{margin-top:2rem}}
@media print{:root{--ink:#000;--soft:#444;--line:#bbb;--paper:#fff;--wash:#fff;--mark:#0b5cad;--few:#6b4600}
@page{size:A4;margin:16mm}
body{font-size:10.5pt}main{max-width:none;padding:0}h2{margin-top:1.25rem;break-after:avoid}tr,.card,.steps li,.limits li{break-inside:avoid}.wide{overflow:visible}.bar{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
`
