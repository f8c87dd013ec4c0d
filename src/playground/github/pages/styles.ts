// The look of the pages: one sheet, light and dark.

export const styles = `
:root{--bg:#fff;--soft:#f6f8fa;--line:#d1d9e0;--ink:#1f2328;--dim:#59636e;--link:#0969da;--green:#1a7f37;--red:#cf222e;--amber:#9a6700;--purple:#8250df;--grey:#59636e;
--add:#dafbe1;--addn:#aceebb;--del:#ffebe9;--deln:#ffcecb;--hunk:#ddf4ff;--term:#0d1117;--termink:#e6edf3}
@media (prefers-color-scheme:dark){:root{--bg:#0d1117;--soft:#151b23;--line:#3d444d;--ink:#f0f6fc;--dim:#9198a1;--link:#4493f8;--green:#3fb950;--red:#f85149;--amber:#d29922;--purple:#ab7df8;--grey:#9198a1;
--add:#12261e;--addn:#1c4328;--del:#25171c;--deln:#542426;--hunk:#121d2f;--term:#010409}}
*{box-sizing:border-box}body{margin:0;background:var(--bg);color:var(--ink);font:14px/1.5 -apple-system,"Segoe UI","Noto Sans",Helvetica,Arial,sans-serif}
a{color:var(--link);text-decoration:none}a:hover{text-decoration:underline}code,.sha,.mono{font:12px ui-monospace,SFMono-Regular,Menlo,"DejaVu Sans Mono",monospace}
header{background:var(--soft);border-bottom:1px solid var(--line)}.bar{display:flex;gap:12px;align-items:center;padding:14px 24px}header a{color:var(--ink)}
.logo{width:26px;height:26px;border-radius:50%;background:conic-gradient(var(--green) 0 33%,var(--purple) 0 66%,var(--amber) 0);box-shadow:inset 0 0 0 6px var(--soft),0 0 0 2px var(--line)}
.tag{margin-left:auto;color:var(--dim);font-size:12px;border:1px solid var(--line);border-radius:20px;padding:1px 10px}.crumbs{font-size:16px}.dim{color:var(--dim)}
nav{display:flex;gap:4px;padding:0 18px}nav a{padding:8px 12px;border-bottom:2px solid transparent}nav a[aria-current]{border-color:#fd8c73;font-weight:600}nav a:hover{text-decoration:none;background:var(--line)}
main{max-width:1180px;margin:24px auto 80px;padding:0 24px}h1{font-size:24px;font-weight:500;margin:0 0 8px}h1 .dim{font-weight:300}h2{font-size:16px;margin:28px 0 8px}
.badge{display:inline-block;color:#fff;border-radius:20px;padding:4px 12px;font-weight:600;font-size:13px}.draft{background:#59636e}.open{background:#1f883d}.merged{background:#8250df}.closed{background:#cf222e}
.meta{display:flex;gap:10px;align-items:center;flex-wrap:wrap;color:var(--dim);margin-bottom:18px}.ref{background:var(--hunk);color:var(--link);border-radius:6px;padding:2px 6px;font:12px ui-monospace,Menlo,"DejaVu Sans Mono",monospace}
.box{border:1px solid var(--line);border-radius:8px;margin:0 0 16px;overflow:hidden}.box>.head{background:var(--soft);padding:10px 16px;border-bottom:1px solid var(--line);font-weight:600;display:flex;gap:10px;align-items:center}
.row{display:flex;gap:12px;align-items:center;padding:10px 16px;border-top:1px solid var(--line)}.row:first-child{border-top:0}.head+.row{border-top:0}.row .end,.head .end{margin-left:auto;color:var(--dim);font-weight:400;font-size:12px;white-space:nowrap}
.body{padding:14px 16px;white-space:pre-wrap;overflow-wrap:anywhere}.body p,.body pre{margin:0 0 10px}.body>:last-child{margin-bottom:0}.body pre{padding:10px 12px;border-radius:6px;background:var(--soft);font:12px/18px ui-monospace,SFMono-Regular,Menlo,"DejaVu Sans Mono",monospace;white-space:pre-wrap}.empty{padding:24px;text-align:center;color:var(--dim)}
.dot{flex:none;display:inline-grid;place-items:center;width:18px;height:18px;border-radius:50%;color:#fff;font:700 11px/1 sans-serif}
.dot.success{background:var(--green)}.dot.failure,.dot.timed_out,.dot.startup_failure{background:var(--red)}.dot.cancelled,.dot.skipped,.dot.neutral,.dot.stale{background:var(--grey)}
.dot.queued{background:none;border:2px solid var(--amber)}.dot.in_progress{background:none;border:2px solid var(--amber);border-top-color:transparent;animation:spin 1s linear infinite}@keyframes spin{to{transform:rotate(1turn)}}
.word{font-size:12px;color:var(--dim)}.grid{display:grid;grid-template-columns:minmax(0,1fr) 280px;gap:24px}@media(max-width:860px){.grid{grid-template-columns:1fr}}
.avatar{flex:none;width:26px;height:26px;border-radius:50%;display:inline-grid;place-items:center;color:#fff;font:600 12px sans-serif;text-transform:uppercase}
.merge{padding:14px 16px;display:flex;gap:12px;align-items:flex-start}.merge.good{box-shadow:inset 4px 0 var(--green)}.merge.bad{box-shadow:inset 4px 0 var(--red)}.merge.wait{box-shadow:inset 4px 0 var(--amber)}.merge.done{box-shadow:inset 4px 0 var(--purple)}
.merge ul{margin:4px 0 0;padding-left:18px;color:var(--dim)}form{display:inline}button,select,input{font:inherit;border:1px solid var(--line);border-radius:6px;background:var(--soft);color:var(--ink);padding:5px 12px}
button{cursor:pointer;font-weight:500}button:hover{background:var(--line)}button.red{color:var(--red)}.hands .body{display:flex;gap:8px;flex-wrap:wrap;align-items:center;white-space:normal}
table.diff{border-collapse:collapse;width:100%;font:12px/20px ui-monospace,SFMono-Regular,Menlo,"DejaVu Sans Mono",monospace;table-layout:fixed}.diff td{padding:0 10px;white-space:pre-wrap;overflow-wrap:anywhere;vertical-align:top}
.diff td.n{width:52px;text-align:right;color:var(--dim);user-select:none;padding:0 8px}.diff tr.add td{background:var(--add)}.diff tr.add td.n{background:var(--addn)}.diff tr.del td{background:var(--del)}.diff tr.del td.n{background:var(--deln)}.diff tr.hunk td{background:var(--hunk);color:var(--dim)}
.plus{color:var(--green)}.minus{color:var(--red)}.log{background:var(--term);color:var(--termink);border-radius:8px;padding:12px 0;font:12px/19px ui-monospace,SFMono-Regular,Menlo,"DejaVu Sans Mono",monospace;overflow-x:auto}
.log .l{display:flex;padding:0 16px;white-space:pre-wrap;overflow-wrap:anywhere}.log .l:target{background:#bb800926}.log .l a{flex:none;width:46px;text-align:right;margin-right:16px;color:#6e7681;user-select:none}.log .l:hover{background:#6e768119}
.log .err{background:#f851491a;color:#ff7b72}.log .end-of-group{display:none}.log .warn{color:#e3b341}.log .grp{font-weight:600;color:#a5d6ff}.log time{flex:none;color:#6e7681;margin-right:14px;user-select:none}.bold{font-weight:700}
.c-red{color:#ff7b72}.c-green{color:#3fb950}.c-yellow{color:#d29922}.c-blue{color:#58a6ff}.c-magenta{color:#bc8cff}.c-cyan{color:#39c5cf}.c-black{color:#6e7681}.c-white{color:#f0f6fc}
.note{border:1px solid var(--line);border-left:4px solid var(--red);border-radius:6px;padding:8px 12px;margin:0 0 10px;overflow-wrap:anywhere}.error{border:1px solid var(--red);border-radius:8px;padding:12px 16px;margin-bottom:16px}
`;
