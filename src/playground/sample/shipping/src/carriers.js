// Who carries a parcel: the cheapest carrier that takes its weight.
const carriers = [
  { code: 'post', name: 'Post', maxGrams: 2_000, centsPerKilogram: 380, trackingUrl: 'https://track.post.example/' },
  { code: 'swift', name: 'Swift Couriers', maxGrams: 30_000, centsPerKilogram: 620, trackingUrl: 'https://swift.example/t/' },
];

export function carrierFor(grams) {
  const able = carriers.filter(({ maxGrams }) => grams <= maxGrams);
  if (able.length === 0) throw new RangeError(`No carrier takes ${grams} g`);
  return able.toSorted((a, b) => a.centsPerKilogram - b.centsPerKilogram)[0];
}

/** Where the recipient can follow a parcel. */
export function trackingLink(carrier, parcelNumber) {
  return `${carrier.trackingUrl}${encodeURIComponent(parcelNumber)}`;
}
