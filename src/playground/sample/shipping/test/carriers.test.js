import assert from 'node:assert/strict';
import { test } from 'node:test';
import { carrierFor, trackingLink } from '../src/carriers.js';

test('the cheapest carrier that takes the weight carries it', () => {
  assert.equal(carrierFor(1_500).code, 'post');
  assert.equal(carrierFor(2_500).code, 'swift');
});

test('nobody carries what is too heavy', () => {
  assert.throws(() => carrierFor(40_000), /No carrier takes 40000 g/);
});

test('a link leads to where the parcel is', () => {
  assert.equal(trackingLink(carrierFor(100), 'PX 12'), 'https://track.post.example/PX%2012');
});
