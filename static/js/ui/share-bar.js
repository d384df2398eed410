/** The ribbon under a list of shares, drawn as the server draws it (boards/plans/pages/cover_summary.py). */

import { WHOLE, percent } from "../core/money.js";

const TONES = 6;

/** Draw `shares` (hundredths of a per cent, `total` their sum) into the svg `bar`; what is too much is a piece of its own. */
export function drawShareBar(bar, shares, total) {
  const scale = Number(total > WHOLE ? total : WHOLE);
  const pieces = [];
  let at = 0;
  shares.forEach((share, place) => {
    const inside = Math.max(0, Math.min(Number(share), Number(WHOLE) - at));
    pieces.push([`s${(place % TONES) + 1}`, at, inside]);
    at += Number(share);
  });
  if (total > WHOLE) pieces.push(["over", Number(WHOLE), Number(total - WHOLE)]);
  bar.replaceChildren(...pieces.filter(([, , width]) => width).map((piece) => rect(piece, scale)));
  bar.setAttribute("aria-label", `${percent(total)}% shared`);
}

function rect([tone, start, width], scale) {
  const piece = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  piece.setAttribute("class", tone);
  piece.setAttribute("x", `${(100 * start) / scale}%`);
  piece.setAttribute("width", `${(100 * width) / scale}%`);
  piece.setAttribute("height", "12");
  return piece;
}
