import { missing } from './missing';
import { b } from './b';

const amount: number = '12';
console.log(missing, b, amount);
