// A result as Markdown: the same table on the terminal and in docs/performance.md.
import { type Result, type Row, ratioOf } from './result.ts';

export function tableOf(result: Result): string {
  if ('skipped' in result) return `**${result.name}**\n\nNot measured: ${result.skipped}.`;
  const lines = [
    ['', 'unit', 'Greenlight', 'floor', 'times the floor'],
    ['---', '---', '---:', '---:', '---:'],
    ...result.rows.map(cellsOf),
  ].map((cells) => `| ${cells.join(' | ')} |`);
  return [`**${result.name}** (floor: ${result.floorIs})`, '', ...lines].join('\n');
}

function cellsOf(row: Row): string[] {
  const ratio = ratioOf(row);
  return [
    row.what,
    row.unit,
    figure(row.greenlight),
    row.floor === null ? '–' : figure(row.floor),
    ratio === null ? '–' : `${ratio.toFixed(ratio < 10 ? 2 : 0)}×`,
  ];
}

/** Three significant digits are more than a shared machine can promise. */
function figure(value: number): string {
  if (value >= 100) return Math.round(value).toLocaleString('en-US');
  return value >= 10 ? value.toFixed(1) : value.toFixed(2);
}
