/**
 * The stylesheet of a page: the printed pack's colours, the fonts of the reader's own system, one column that fits a phone, and rules
 * for the dark and for paper. Every ink on its ground has a contrast of at least 4.5:1 (WCAG 2.2, 1.4.3).
 */

import { SCALE } from '../theme.js';

/** The steps of a map: ground and ink of each, the same in light and in dark. */
const steps = SCALE.map(({ fill, ink }, step) => `.step-${step}{fill:${fill}}.chart .ink-${step}{fill:${ink}}`).join('\n');

export const STYLE = `
:root{color-scheme:light dark;--ink:#16202b;--grey:#4d5862;--accent:#0f4c5c;--middle:#5b929e;--tint:#e4edef;--rule:#b9c2c9;--ground:#fff;
--sans:"Source Sans 3","Segoe UI","Helvetica Neue",Arial,"Noto Sans",sans-serif;--serif:"Source Serif 4",Charter,Georgia,"Noto Serif",serif}
@media (prefers-color-scheme:dark){:root{--ink:#e8edf1;--grey:#b4bec7;--accent:#8fd0e0;--middle:#6fa9b6;--tint:#26333b;--rule:#55626d;--ground:#12181d}}
*{box-sizing:border-box}
html{font-size:112.5%;-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0 auto;padding:0 1rem 3rem;max-width:46rem;background:var(--ground);color:var(--ink);font-family:var(--sans);line-height:1.6;overflow-wrap:anywhere}
h1,h2,h3,h4{line-height:1.25;text-wrap:balance}
h1,h2{font-family:var(--serif)}
h1{font-size:clamp(1.75rem,1.2rem + 3vw,2.6rem);margin:2rem 0 .5rem}
h2{font-size:1.6rem;margin:0 0 1rem}
h3{font-size:1.1rem;margin:1.75rem 0 .5rem}
h4{font-size:1rem;color:var(--grey);margin:1.5rem 0 .5rem}
p,ul,ol,dl,blockquote,table{margin:0 0 1rem}
a{color:var(--accent);text-decoration-thickness:1px;text-underline-offset:.15em}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
.skip{position:absolute;inset-block-start:0;inset-inline-start:0;padding:.75rem 1rem;background:var(--accent);color:var(--ground);z-index:1}
.skip:not(:focus){block-size:1px;inline-size:1px;padding:0;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.notice{margin:0 -1rem;padding:.6rem 1rem;background:var(--tint);font-weight:600;font-size:.9rem}
.cover{padding-block-start:1px}
.organisers,.kind{margin:0}
.organisers{margin-block-start:1.5rem;border-block-start:3px solid var(--accent);padding-block-start:.75rem;color:var(--accent);font-weight:600}
.kind,.caption,.small,.subtitle{color:var(--grey)}
.subtitle{font-family:var(--serif);font-size:1.2rem}
.caption,.small,.explanation{font-size:.95rem}
.number{margin-block:1.5rem;border-block-start:1px solid var(--ink);padding-block-start:1rem}
.number .value{display:block;font-size:3rem;line-height:1.1;font-weight:600;color:var(--accent)}
.facts{display:grid;gap:.5rem}
.facts div{display:grid;grid-template-columns:minmax(0,9rem) minmax(0,1fr);gap:0 1rem}
.facts dt{font-weight:600;color:var(--grey)}
.facts dd{margin:0}
nav{border-block:1px solid var(--rule);margin-block:2rem;padding-block:1rem}
nav h2{font-family:var(--sans);font-size:1rem;margin-block-end:.5rem}
nav ol{list-style:none;margin:0;padding:0}
nav a{display:block;padding-block:.25rem}
section{padding-block-start:3rem}
section:first-child{padding-block-start:1rem}
.framed{border-inline-start:3px solid var(--accent);padding-inline-start:1.25rem}
blockquote{margin-inline:0;border-inline-start:1px solid var(--rule);padding-inline-start:1.25rem}
.letterhead{text-align:end;margin-block-end:1.5rem}
.letterhead p{margin:0 0 .5rem}
.address{margin-block-end:1.5rem}
.subject{font-family:var(--serif);font-size:1.15rem}
.closing ul{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,16rem),1fr));gap:1.5rem}
.tiles,.bars,.closing ul{list-style:none;padding:0}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,11rem),1fr));gap:1.25rem}
.tiles li{border-block-start:2px solid var(--rule);padding-block-start:.5rem}
.tiles .lead{border-color:var(--accent)}
.tiles .value{display:block;font-size:1.6rem;font-weight:600;line-height:1.25}
.tiles .lead .value{color:var(--accent)}
.tiles .label{display:block;color:var(--grey)}
.bars li{margin-block-end:1.5rem}
.bars p{margin:0}
.bars .label{font-weight:600}
.bars .met{color:var(--accent);font-weight:600}
.bar{display:block;inline-size:100%;block-size:.75rem;margin-block:.35rem}
.track{fill:var(--tint)}
.fill{fill:var(--middle)}
.fill.met{fill:var(--accent)}
figure{margin:0 0 1.5rem}
figcaption{font-weight:600;margin-block-end:.25rem}
.chart{display:block;inline-size:100%;max-inline-size:30rem;direction:ltr;margin-block:.5rem}
.chart text{font-size:10px;fill:var(--ink)}
.chart .value{font-weight:600}
.chart .label{paint-order:stroke;stroke:var(--ground);stroke-width:3px;stroke-linejoin:round}
.axis,.grid,.level,.curve{fill:none;stroke:var(--ink);stroke-width:.75}
.grid{stroke:var(--rule);stroke-width:.5}
.level{stroke-width:1;stroke-dasharray:3 2}
.area{fill:var(--tint)}
.curve{stroke:var(--accent);stroke-width:1.75}
.mark{fill:var(--ground);stroke:var(--accent);stroke-width:1.5}
${steps}
.scroll{overflow-x:auto}
table{inline-size:100%;border-collapse:collapse;font-size:.95rem}
caption{text-align:start;font-weight:600;padding-block:.5rem}
th,td{overflow-wrap:break-word;padding-block:.4rem;padding-inline:0 .75rem;text-align:start;vertical-align:top;border-block-end:1px solid var(--rule)}
th{font-weight:600}
th:last-child,td:last-child{padding-inline-end:0}
th a,td a{overflow-wrap:anywhere}
tbody th{font-weight:400}
thead th{color:var(--grey);border-block:1px solid var(--ink)}
tfoot th,tfoot td{font-weight:600;border-block:1px solid var(--ink)}
.numeric{text-align:end;font-variant-numeric:tabular-nums}
.centred{text-align:center}
.entries{padding-inline-start:2.5rem}
.columns{columns:16rem;column-gap:2rem}
.columns li{break-inside:avoid}
.rail{margin-block-start:1.5rem}
li p{margin-block-end:.4rem}
.notes li{padding-block:.15rem}
sup{line-height:1}
sup a,.back{padding:0 .1em;text-decoration:none}
.back{display:inline-block;min-inline-size:24px;min-block-size:24px;text-align:center}
footer{margin-block-start:3rem;border-block-start:1px solid var(--rule);padding-block-start:1rem;color:var(--grey);font-size:.95rem}
@media (max-width:30rem){.facts div{grid-template-columns:1fr}table{font-size:.9rem}th,td{padding-inline-end:.5rem}}
@media (min-width:48rem){.rail{display:grid;grid-template-columns:10rem minmax(0,1fr);gap:0 1.5rem}.rail h3{margin:0;font-size:1rem;line-height:1.6}}
@media print{:root{color-scheme:light;--ink:#000;--grey:#333;--accent:#0f4c5c;--middle:#5b929e;--tint:#e4edef;--rule:#999;--ground:#fff}
html{font-size:11pt}body{max-width:none;padding:0}.skip,nav,.back{display:none}h1,h2,h3,h4,caption{break-after:avoid}tr,li,.rail{break-inside:avoid}
p{orphans:2;widows:2}main a[href^="http"]::after{content:" (" attr(href) ")";font-size:.85em;color:var(--grey)}}
`;
