import {expectType} from 'tsd';
import {f} from './index.js';
expectType<number>(f(1));
f('a');
