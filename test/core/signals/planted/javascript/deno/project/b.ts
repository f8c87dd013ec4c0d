const a: number = "x";
var b = 1
