// The label of a parcel, line by line, as the printer takes it.
import { carrierFor } from './carriers.js';
import { billedGrams } from './weight.js';

export function labelLines({ parcelNumber, recipient, items }) {
  const grams = billedGrams(items);
  const carrier = carrierFor(grams);
  return [
    recipient.name,
    recipient.street,
    `${recipient.postcode} ${recipient.town}`,
    `${carrier.name} · ${grams / 1000} kg · ${parcelNumber}`,
  ];
}
