/** Shares and pounds read and worked out as the server does (boards/ui/fields.py, boards/plans/shares.py), in BigInt: pennies and hundredths of a per cent. */

export const WHOLE = 10_000n;

const POUNDS = /^([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+|(?=\.))(?:\.([0-9]{1,2}))?$/;
const SHARE = /^\+?(?:([0-9]+)(?:\.([0-9]{0,2}))?|\.([0-9]{1,2}))$/;

/** A share as typed, in hundredths of a per cent; null for what is none. */
export function hundredths(text) {
  const found = SHARE.exec(text.trim().replace(/\s*%$/, ""));
  return found ? BigInt(found[1] ?? 0) * 100n + BigInt((found[2] ?? found[3] ?? "").padEnd(2, "0")) : null;
}

/** Hundredths of a per cent as a share is written: 3333n is "33.33". */
export function percent(share) {
  const rest = String(share % 100n).padStart(2, "0").replace(/0+$/, "");
  return `${share / 100n}${rest ? `.${rest}` : ""}`;
}

/** Pounds as typed, in pennies; null for what is none. */
export function pennies(text) {
  const plain = text.trim().replace(/^£\s*/, "").replace(/(?<=\d)\s+(?=\d)/g, ",");
  const found = POUNDS.exec(plain);
  return found ? BigInt(found[1].replaceAll(",", "")) * 100n + BigInt((found[2] ?? "").padEnd(2, "0")) : null;
}

/** Pennies in words: "£1,234.50". */
export function pounds(amount) {
  const whole = String(amount / 100n).replace(/\B(?=(\d{3})+$)/g, ",");
  return `£${whole}.${String(amount % 100n).padStart(2, "0")}`;
}

/** Each share of an amount in pennies, summing exactly: largest remainder first. */
export function inPounds(amount, shares) {
  const found = shares.map((share) => (share * amount) / WHOLE);
  const rests = shares.map((share) => (share * amount) % WHOLE);
  const left = Number(rests.reduce((sum, rest) => sum + rest, 0n) / WHOLE);
  const order = rests.map((rest, place) => [rest, place]).sort(([a, i], [b, j]) => (a === b ? i - j : a > b ? -1 : 1));
  for (const [, place] of order.slice(0, left)) found[place] += 1n;
  return found;
}
