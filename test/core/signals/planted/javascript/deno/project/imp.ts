import { x } from "./nope.ts";
console.log(x);
