// Lines that speak of trouble, whatever tool they are of: put before others where there is room for few.
import type { LogLine } from '../log-lines.ts';

const TROUBLE =
  /error|fail|fatal|panic|exception|cannot|not found|denied|refused|unexpected|expected|✖|✗|×|assert/i;

export const speaksOfTrouble = ({ text, mark }: Pick<LogLine, 'text' | 'mark'>): boolean =>
  mark === 'error' || TROUBLE.test(text.slice(0, 400));
