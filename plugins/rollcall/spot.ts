/** Where something is: no words, no I/O. */

/** Degrees. */
export type Spot = { readonly latitude: number; readonly longitude: number };

/** Whoever is so near is there: phones are wrong by some ten metres, and a park is large. Metres. */
export const NEAR = 300;

const EARTH = 6_371_000;

/** Reads `35.65803,139.70164`, full-width signs and a space between them too; such numbers stand in links to maps as well. */
export function readSpot(text: string): Spot | undefined {
  const found = /(-?\d{1,3}(?:\.\d+)?)\s*[,、 ]\s*(-?\d{1,3}(?:\.\d+)?)/u.exec(text.normalize('NFKC'));
  const [latitude, longitude] = [Number(found?.[1]), Number(found?.[2])];
  return Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 ? { latitude, longitude } : undefined;
}

/** Metres between two places, along the ground. */
export function distance(a: Spot, b: Spot): number {
  const radians = (degrees: number): number => (degrees * Math.PI) / 180;
  const half = (from: number, to: number): number => Math.sin(radians(to - from) / 2) ** 2;
  const across = Math.cos(radians(a.latitude)) * Math.cos(radians(b.latitude));
  const arc = half(a.latitude, b.latitude) + across * half(a.longitude, b.longitude);
  return 2 * EARTH * Math.asin(Math.min(1, Math.sqrt(arc)));
}
