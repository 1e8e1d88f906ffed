import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { distance, readSpot, type Spot } from './spot.ts';

it.each([
  ['35.65803,139.70164', { latitude: 35.65803, longitude: 139.70164 }],
  ['３５．６５８、１３９．７', { latitude: 35.658, longitude: 139.7 }],
  ['-33.9 18.4', { latitude: -33.9, longitude: 18.4 }],
  ['https://maps.example/@13.7563,100.5018,15z', { latitude: 13.7563, longitude: 100.5018 }],
  ['the gym', undefined],
  ['95,10', undefined],
  ['35,200', undefined],
])('%j is read as a place', (text, spot) => expect(readSpot(text)).toEqual(spot));

it('the way from Tokyo to Taipei is some 2,100 km, round the date line a short one', () => {
  const tokyo = { latitude: 35.681, longitude: 139.767 };
  expect(distance(tokyo, { latitude: 25.048, longitude: 121.517 }) / 1_000).toBeCloseTo(2_100, -2);
  expect(distance({ latitude: 0, longitude: 179.999 }, { latitude: 0, longitude: -179.999 })).toBeLessThan(300);
});

it('a distance is the same there and back, and never more than half round the earth', () => {
  const spot: fc.Arbitrary<Spot> = fc.record({
    latitude: fc.double({ min: -90, max: 90, noNaN: true }),
    longitude: fc.double({ min: -180, max: 180, noNaN: true }),
  });
  fc.assert(
    fc.property(spot, spot, (a, b) => {
      expect(distance(a, b)).toBeCloseTo(distance(b, a), 3);
      expect(distance(a, b)).toBeLessThan(20_100_000);
      expect(distance(a, a)).toBe(0);
    }),
  );
});
