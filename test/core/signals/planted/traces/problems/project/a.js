var a = 1
if (a == 2) { b = 3 }
function f( { return
