import {a} from './a.js'; import x from './nope.js'; export const b = a;
