// VAT in whole cents. Each line is rounded by itself: what is printed on the lines must add up to what is printed below them.

export function vatOf(lines) {
  return lines.reduce((sum, { netCents, ratePercent }) => sum + roundedVat(netCents, ratePercent), 0);
}

function roundedVat(netCents, ratePercent) {
  return Math.round((netCents * ratePercent) / 100);
}
