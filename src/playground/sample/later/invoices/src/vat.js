// VAT in whole cents, rounded once for each rate: fewer roundings, fewer cents lost.

export function vatOf(lines) {
  const byRate = Map.groupBy(lines, ({ ratePercent }) => ratePercent);
  return [...byRate].reduce((sum, [ratePercent, group]) => sum + roundedVat(netOf(group), ratePercent), 0);
}

const netOf = (lines) => lines.reduce((sum, { netCents }) => sum + netCents, 0);

function roundedVat(netCents, ratePercent) {
  return Math.round((netCents * ratePercent) / 100);
}
