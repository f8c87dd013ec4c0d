Deno.test("adds", () => { if (1+1 !== 3) throw new Error("one and one"); });
Deno.test("steps", async (t) => { await t.step("inner", () => { throw new TypeError("bad"); }); });
Deno.test({name:"leaks", fn(){ setTimeout(()=>{}, 10000); }});
Deno.test("ok", () => {});
