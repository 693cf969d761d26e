"""How the page looks and how its tables are sorted: one sheet, one small script, nothing external.

System fonts, light and dark, phone, desktop and paper; logical properties only, so that
right-to-left needs no second sheet. Without the script everything can be read, only not sorted.
"""

from base64 import b64encode
from hashlib import sha256

from pulsemeter.report.drawing import FIGURE_STYLE

PAGE_STYLE = (
    """
:root{color-scheme:light dark;--paper:#f6f7f9;--card:#fff;--ink:#12161c;--muted:#4d5765;
--line:#dfe3e9;--liked:#d6e5fa;--disliked:#fbe0cf;--divided:#eadcf5;--cold:#e9edf1;--warn:#fff1cc;
--warn-edge:#b98900;--link:#0b57b0}
@media (prefers-color-scheme:dark){:root{--paper:#0d1015;--card:#161b22;--ink:#e9edf3;
--muted:#a7b2c0;--line:#2f3844;--liked:#173a68;--disliked:#5a2f14;--divided:#43295c;--cold:#252d37;
--warn:#362b0c;--warn-edge:#c99a1c;--link:#8cbcff}}
*,*::before,*::after{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--ink);
font:400 1rem/1.55 system-ui,-apple-system,'Segoe UI','Noto Sans',sans-serif}
.page{max-inline-size:62rem;margin-inline:auto;padding:clamp(1rem,4vw,2.5rem)}
h1,h2,h3,p,li,dt,dd,td,th,caption,blockquote,figcaption{unicode-bidi:plaintext;text-align:start;
overflow-wrap:anywhere}
h1{font-size:clamp(1.6rem,5vw,2.4rem);line-height:1.15;margin:0 0 .4rem;letter-spacing:-.01em}
h2{font-size:1.35rem;line-height:1.25;margin:0 0 .8rem}
h3{font-size:1.05rem;margin:1.6rem 0 .5rem}
p{margin:.5rem 0;max-inline-size:42rem}
.about{color:var(--muted);margin-block:0 .8rem;max-inline-size:none}
.badge{display:inline-block;font-size:1.15rem;font-weight:700;padding:.2rem .9rem;
border-radius:99px;margin:0 0 .4rem}
.badge.undecided,.badge.too_few{color:var(--ink);background:var(--cold)}
.headline{font-size:clamp(1.1rem,2.8vw,1.35rem);line-height:1.4;max-inline-size:46rem}
section,.lead{background:var(--card);border:1px solid var(--line);border-radius:12px;
padding:clamp(1rem,3vw,1.75rem);margin-block:1.25rem}
nav ul{display:flex;flex-wrap:wrap;gap:.25rem 1.1rem;list-style:none;padding:0;margin:1rem 0}
a{color:var(--link)}a:focus-visible,button:focus-visible,.wide:focus-visible{outline:3px solid
var(--link);outline-offset:2px}
.note,figcaption{color:var(--muted);font-size:.9rem}
.mark,.warning{background:var(--warn);border-inline-start:4px solid var(--warn-edge);
padding:.5rem .8rem;border-radius:4px;max-inline-size:none}
.mark{font-weight:600}
figure{margin:1rem 0}
.wide{overflow-x:auto;margin-block:.75rem}figure .wide{direction:ltr}
h1,h3,dd{text-align:-webkit-match-parent;text-align:match-parent}
figure .pm-figure{display:block;inline-size:100%;min-inline-size:42rem;block-size:auto}
table{border-collapse:collapse;inline-size:100%;font-size:.92rem;font-variant-numeric:tabular-nums}
caption{font-weight:600;padding-block-end:.4rem}
th,td{padding:.4rem .6rem;border-block-end:1px solid var(--line);vertical-align:top}
thead th{color:var(--muted);font-weight:600;vertical-align:bottom;overflow-wrap:normal}
tbody th{font-weight:500;min-inline-size:9rem;max-inline-size:24rem}
td{overflow-wrap:normal}
.f{text-align:end;white-space:nowrap}thead .f{white-space:normal}
th small{min-inline-size:19rem}
td small,th small{display:block;color:var(--muted);font-size:.8rem;font-weight:400}
.resonates{background:var(--liked)}.falls_flat{background:var(--disliked)}
.divides{background:var(--divided)}.leaves_cold{background:var(--cold)}
.undecided,.too_few{color:var(--muted)}
th button{font:inherit;color:inherit;background:none;border:0;padding:0;cursor:pointer;
text-align:inherit;text-decoration:underline dotted;min-block-size:24px}
.findings{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,17rem),1fr));gap:.9rem;
list-style:none;padding:0;margin:0}
.findings.listing{grid-template-columns:minmax(0,1fr);gap:.5rem}
.findings.listing blockquote{font-size:1rem;max-inline-size:46rem}
.said{min-inline-size:13rem}
.findings li{border:1px solid var(--line);border-radius:8px;padding:.8rem 1rem}
.findings b{display:inline-block;padding:.05rem .5rem;border-radius:99px;font-weight:600}
.findings .undecided,.findings .too_few{color:var(--ink)}
blockquote{margin:.5rem 0;font-size:1.05rem;line-height:1.4}
dl{display:grid;grid-template-columns:minmax(8rem,14rem) 1fr;gap:.4rem 1.2rem;margin:0}
dt{font-weight:600}dd{margin:0}
@media (max-width:36rem){th small{min-inline-size:12rem}
dl{grid-template-columns:1fr;gap:.1rem}dd{margin-block-end:.6rem}}
@media print{:root{--paper:#fff;--card:#fff;--ink:#000;--muted:#444;--line:#bbb;--liked:#d6e5fa;
--disliked:#fbe0cf;--divided:#eadcf5;--cold:#e9edf1;--warn:#fff1cc;--link:#000}
body{font-size:10pt}nav{display:none}section,.lead{border:0;padding:0;border-radius:0}
.wide{overflow:visible}figure .pm-figure{min-inline-size:0}
figure,tr,.findings li{break-inside:avoid}
h2,h3{break-after:avoid}thead{display:table-header-group}
*{-webkit-print-color-adjust:exact;print-color-adjust:exact}}
"""
    + FIGURE_STYLE
)

SORT_SCRIPT = """
document.querySelectorAll('table.sortable').forEach(function(table){
var body=table.tBodies[0];
table.querySelectorAll('thead th').forEach(function(head,place){
var button=document.createElement('button');button.type='button';
while(head.firstChild)button.appendChild(head.firstChild);head.appendChild(button);
button.addEventListener('click',function(){
var down=head.getAttribute('aria-sort')==='descending';
table.querySelectorAll('thead th').forEach(function(h){h.removeAttribute('aria-sort')});
head.setAttribute('aria-sort',down?'ascending':'descending');
var rows=Array.prototype.slice.call(body.rows);
function key(row){var v=row.cells[place].getAttribute('data-by');
return v===null||v===''?null:parseFloat(v)}
rows.sort(function(a,b){var x=key(a),y=key(b);
if(x===null||y===null){return x===y?0:x===null?1:-1}
return down?x-y:y-x});
rows.forEach(function(row){body.appendChild(row)})})})});
""".strip()


def content_policy() -> str:
    """What the page may do: its own sheet and its own script, nothing from anywhere."""
    return (
        "default-src 'none'; base-uri 'none'; form-action 'none'; "
        f"style-src '{_hash(PAGE_STYLE)}'; script-src '{_hash(SORT_SCRIPT)}'"
    )


def _hash(source: str) -> str:
    return f"sha256-{b64encode(sha256(source.encode()).digest()).decode()}"
