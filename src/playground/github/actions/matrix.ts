// Expands a job's matrix into rows, with include and exclude.

export type MatrixRow = Readonly<Record<string, string | number | boolean>>;

const maxRows = 256;

export function expandMatrix(matrix: Readonly<Record<string, unknown>> | undefined): MatrixRow[] {
  if (matrix === undefined) return [{}];
  let rows: MatrixRow[] = [{}];
  for (const [key, values] of Object.entries(matrix)) {
    if (key === 'include' || key === 'exclude' || !Array.isArray(values)) continue;
    rows = rows.flatMap((row) => values.map((value) => ({ ...row, [key]: value as string })));
  }
  const excluded = asRows(matrix.exclude);
  rows = rows.filter((row) => !excluded.some((pattern) => fits(row, pattern)));
  return addIncluded(rows, asRows(matrix.include)).slice(0, maxRows);
}

function addIncluded(rows: MatrixRow[], included: readonly MatrixRow[]): MatrixRow[] {
  const result =
    rows.length === 1 && Object.keys(rows[0] ?? {}).length === 0 && included.length > 0 ? [] : [...rows];
  for (const extra of included) {
    const at = result.findIndex((row) =>
      Object.entries(extra).every(([key, value]) => !(key in row) || row[key] === value),
    );
    const row = result[at];
    if (row === undefined || !Object.keys(extra).some((key) => key in row)) result.push(extra);
    else result[at] = { ...row, ...extra };
  }
  return result;
}

function asRows(value: unknown): MatrixRow[] {
  return Array.isArray(value) ? (value as MatrixRow[]) : [];
}

function fits(row: MatrixRow, pattern: MatrixRow): boolean {
  return Object.entries(pattern).every(([key, value]) => row[key] === value);
}
