/** The page's whole style; its hash stands in the content security policy. Colours meet WCAG 2.2 AA in both schemes. */
export const style = `
:root{color-scheme:light dark;
--page:light-dark(#f6f7f9,#0f1319);--card:light-dark(#fff,#181e27);--line:light-dark(#e2e6ec,#2a3240);
--text:light-dark(#1a212c,#e8ecf2);--soft:light-dark(#566173,#9aa7b8);--track:light-dark(#e8ebf0,#2a3240);
--good:light-dark(#0f7a4a,#4cc38a);--good-soft:light-dark(#e3f5ec,#12301f);
--note:light-dark(#8a5a00,#e8b454);--note-soft:light-dark(#fdf1d8,#34270c);
--bad:light-dark(#b3261e,#ff8a80);--bad-soft:light-dark(#fdeae8,#3a1815);
--calm:light-dark(#566173,#9aa7b8);--calm-soft:light-dark(#eceff3,#232b37);
--focus:light-dark(#1d5fd1,#7fb0ff)}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--text);
font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",sans-serif}
a{color:inherit}
:focus-visible{outline:3px solid var(--focus);outline-offset:2px;border-radius:6px}
.wrap{max-width:72rem;margin:0 auto;padding:2rem 1.25rem 3rem}
h1,h2,h3,p,dl,dd,ul,ol{margin:0;padding:0}
ul,ol{list-style:none}
.brand{display:flex;align-items:center;gap:.6rem;color:var(--soft);font-size:.9rem}
.brand svg{flex:none}
.brand span:last-child{margin-left:auto;text-align:right}
.brand a,h3 a,footer a{display:inline-block;padding:.15rem 0}
.brand a{text-decoration:none}
.brand a:hover,h3 a:hover{text-decoration:underline}
h3 a{text-decoration:none}
.hero{display:flex;gap:1rem;align-items:center;margin:1.75rem 0 1.5rem}
.hero .sign{flex:none;width:3rem;height:3rem;border-radius:50%;display:grid;place-items:center;font-size:1.5rem;
background:var(--tone-soft);color:var(--tone)}
h1{font-size:clamp(1.4rem,1rem + 2vw,2rem);line-height:1.2;letter-spacing:-.02em}
.hero p{color:var(--soft);margin-top:.15rem}
.good{--tone:var(--good);--tone-soft:var(--good-soft)}
.note{--tone:var(--note);--tone-soft:var(--note-soft)}
.bad{--tone:var(--bad);--tone-soft:var(--bad-soft)}
.calm{--tone:var(--calm);--tone-soft:var(--calm-soft)}
.tiles{display:flex;flex-wrap:wrap;gap:.6rem;margin-bottom:2rem}
.tile{background:var(--card);border:1px solid var(--line);border-radius:12px;padding:.6rem 1rem;display:flex;gap:.6rem;align-items:baseline}
.tile strong{font-size:1.35rem;font-variant-numeric:tabular-nums;line-height:1.2}
.tile>span{color:var(--tone);font-size:.9rem}
.section{display:flex;align-items:center;gap:1rem;margin:2rem 0 .9rem;flex-wrap:wrap}
h2{font-size:1.05rem;letter-spacing:-.01em}
form{margin-left:auto;display:flex;gap:.5rem}
input,button{font:inherit;font-size:.9rem;color:inherit;background:var(--card);border:1px solid var(--soft);border-radius:8px;padding:.35rem .7rem}
button{cursor:pointer}
.cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,21.5rem),1fr));gap:1rem;align-items:start}
.card{display:flex;flex-direction:column;background:var(--card);border:1px solid var(--line);border-radius:14px;padding:1.1rem 1.2rem;overflow:hidden}
.card.bad{border-color:color-mix(in srgb,var(--bad) 45%,var(--line))}
.rows{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,30rem),1fr));gap:0 1rem;font-size:.9rem}
.row{display:flex;flex-wrap:wrap;gap:0 .7rem;align-items:center;padding:.3rem 0;border-bottom:1px solid var(--line);min-width:0}
.row h3{flex:1 1 auto;font-size:.9rem;min-width:0}
.row .dot{display:inline-block;margin-right:.6rem}
.row .when{font-size:.85rem}
.head{display:flex;flex-wrap:wrap;gap:.35rem .75rem;align-items:flex-start}
h3{font-size:1rem;overflow-wrap:anywhere;line-height:1.35}
.badges{margin-left:auto;display:flex;flex-wrap:wrap;gap:.3rem;justify-content:flex-end}
.badge{flex:none;background:var(--tone-soft);color:var(--tone);border-radius:99px;padding:.1rem .65rem;font-size:.8rem;font-weight:600;white-space:nowrap}
.domains,.facts,.why{color:var(--soft);font-size:.85rem;overflow-wrap:anywhere}
.why{display:block}
.bar{display:block;margin-top:.9rem;overflow:visible}
.track{fill:var(--track)}.left{fill:var(--tone)}.planned{fill:var(--text)}
dl{display:grid;gap:.35rem;font-size:.9rem;margin:.85rem 0}
dl>div{display:grid;grid-template-columns:6.4rem 1fr;gap:.5rem}
dt{color:var(--soft)}
.error,.owed{background:var(--tone-soft);border-radius:10px;padding:.65rem .8rem;margin-bottom:.85rem;font-size:.875rem;overflow-wrap:anywhere}
.error strong{color:var(--tone)}
.error time,.origin{color:var(--soft)}
.hint{margin-top:.35rem}
.hint::before{content:"→ ";color:var(--tone)}
.facts{margin-top:auto;padding-top:.7rem;border-top:1px solid var(--line)}
.facts:empty{display:none}
.passes{background:var(--card);border:1px solid var(--line);border-radius:14px;overflow:hidden}
.passes>li+li{border-top:1px solid var(--line)}
.pass{display:flex;align-items:center;gap:.7rem;padding:.65rem 1.2rem;font-size:.9rem}
summary.pass{cursor:pointer}
summary.pass::marker,summary.pass::-webkit-details-marker{content:"";display:none}
summary .what::after{content:" ▸";color:var(--soft)}
details[open] .what::after{content:" ▾"}
.dot{flex:none;width:.6rem;height:.6rem;border-radius:50%;background:var(--tone)}
.when{margin-left:auto;color:var(--soft);text-align:right}
details ul{padding:0 1.2rem .8rem 2.5rem;font-size:.875rem;display:grid;gap:.3rem;overflow-wrap:anywhere}
details strong{color:var(--tone)}
.empty{color:var(--soft);background:var(--card);border:1px dashed var(--line);border-radius:14px;padding:1.4rem}
.sheet{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,26rem),1fr));gap:1rem;align-items:start}
.sheet section{background:var(--card);border:1px solid var(--line);border-radius:14px;padding:1.1rem 1.2rem;min-width:0;overflow-wrap:anywhere}
.sheet section:first-child{grid-column:1/-1}
.sheet h2{margin-bottom:.6rem}
.sheet .hint,.sheet .owed,.sheet .error{margin-top:.6rem}
.sheet .error{margin-bottom:0}
@media (max-width:30rem){.sheet dl>div{grid-template-columns:1fr;gap:0}}
.hero .badges{margin:.35rem 0 0;justify-content:flex-start}
.advice{display:grid;gap:.4rem;margin-bottom:.6rem}
.names{display:flex;flex-wrap:wrap;gap:.35rem .9rem}
.chain,.versions,.events{display:grid;gap:.6rem;font-size:.9rem}
.chain li+li{border-top:1px solid var(--line);padding-top:.6rem}
.chain summary{cursor:pointer;padding:.15rem 0;font-size:.85rem;color:var(--soft)}
.chain strong{color:inherit}
.versions li,.events li{display:flex;gap:.7rem;align-items:baseline}
.versions strong{min-width:1.6rem;font-variant-numeric:tabular-nums}
.events strong{color:var(--tone)}
code{font:.85em/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;background:var(--track);border-radius:6px;padding:.1rem .35rem}
footer{margin-top:2.5rem;color:var(--soft);font-size:.85rem;display:flex;gap:1.25rem;flex-wrap:wrap}
@media (max-width:32rem){.when,.row .when{font-size:.8rem}.row .next{display:none}.wrap{padding-top:1.25rem}}
@media (forced-colors:active){.dot,.left{forced-color-adjust:none}}
`;
