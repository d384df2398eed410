/** Says what happened to people who listen: one assertive live region for steps that no toast speaks of. */

import { columnOf, nameOf, positionOf, titleOf } from "../board/card-position.js";
import { message } from "./messages.js";

const ID = "announcer";

/** Make the region before it is needed: a live region is only heard when it was there beforehand. */
export function createLiveRegion() {
  if (document.getElementById(ID)) return;
  const region = document.createElement("div");
  region.id = ID;
  region.className = "sr";
  region.setAttribute("aria-live", "assertive");
  region.setAttribute("aria-atomic", "true");
  document.body.append(region);
}

/** Say `text`, also when it is the same as the last time. */
export function announce(text) {
  const region = document.getElementById(ID);
  if (!region) return;
  region.textContent = region.textContent === text ? `${text}\u00a0` : text;
}

/** Say the words for `key` about a card and its place; `come`: from another column, `last`: at the foot of all its cases. */
export function announceCard(key, card, come = false, last = false) {
  const { number, of } = positionOf(card, come);
  announce(message(key, { name: nameOf(card), column: titleOf(columnOf(card)), number: last ? of : number, of }));
}
