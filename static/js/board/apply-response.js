/** Puts the server's elements in the place of ours by id, keeping focus where the person had it. */

import { FOCUSABLE } from "../core/dom.js";
import { cardBy, columnBy, insertAfter, restore, removeCard } from "./card-position.js";

/** Replace each element of `answer` that has an id the page has too; the card itself is placed by `placeCard`. */
export function swapById(answer) {
  for (const fresh of [...answer.querySelectorAll("[id]")]) {
    if (fresh.classList.contains("card") || fresh.parentElement?.closest("[id]")) continue;
    const old = document.getElementById(fresh.id);
    if (old) replace(old, fresh);
  }
}

/** Put the answer's card (or, where it sent none, the one in the page) where the answer says that it is. */
export function placeCard(answer, card) {
  const fresh = freshen(answer, card);
  const column = columnBy(answer.dataset.status);
  if (fresh && column) insertAfter(fresh, column, answer.dataset.after);
  else if (fresh?.isConnected) removeCard(fresh);
  return fresh;
}

/** Put the card back to its seat, in its newest form. */
export function revertCard(answer, card, seat) {
  if (card && seat) restore(card, seat);
  return answer ? freshen(answer, card) : card;
}

function freshen(answer, card) {
  const fresh = answer.querySelector(".card");
  if (!fresh) return card;
  const old = cardBy(answer.dataset.case) ?? card;
  if (old?.parentElement) replace(old, fresh);
  return fresh;
}

/** Swap one element for another and give focus to the same thing inside it. */
export function replace(old, fresh) {
  const focus = focusWithin(old);
  old.replaceWith(fresh);
  window.htmx?.process(fresh);
  if (focus) (fresh.querySelectorAll(FOCUSABLE)[focus.index] ?? fresh).focus({ preventScroll: true });
  return fresh;
}

function focusWithin(element) {
  if (!element.contains(document.activeElement)) return null;
  return { index: [...element.querySelectorAll(FOCUSABLE)].indexOf(document.activeElement) };
}
