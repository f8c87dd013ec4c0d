// Weights in whole grams. Carriers bill every half kilogram that was begun.
const billedStepGrams = 500;

export function parcelGrams(items) {
  return items.reduce((sum, { grams, count }) => sum + grams * count, 0);
}

export function billedGrams(items) {
  return Math.ceil(parcelGrams(items) / billedStepGrams) * billedStepGrams;
}
