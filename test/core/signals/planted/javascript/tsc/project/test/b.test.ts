import { nothing } from './missing.ts';
export const all = [nothing];
