/** What was said about a card, on the card itself, until somebody dismisses it or the card moves again. */

import { cardBy } from "./card-position.js";

const MARKS = ["returned", "elsewhere", "unknown"];
const told = new Map();

/** What a message begins with, which the card itself need not be told. */
const OPENING = /^“[^”]*” was not moved\. /;

/** Mark the card of `uuid` as returned, elsewhere or unknown, with the words and a form that offers a way on. */
export function showNotice(uuid, mark, text, form = null) {
  told.set(uuid, { mark, text, form, seen: cardBy(uuid)?.dataset.seen });
  draw(uuid);
}

/** Take back what was said about a card. */
export function clearNotice(uuid) {
  const card = cardBy(uuid);
  told.delete(uuid);
  if (card) clear(card);
}

/** Say it again on cards that were drawn anew, unless they have changed since: then it is no longer true. */
export function restoreNotices() {
  for (const [uuid, { mark, seen }] of told) {
    const card = cardBy(uuid);
    if (!card || card.hasAttribute(`data-${mark}`)) continue;
    if (mark === "unknown" || card.dataset.seen === seen) draw(uuid);
    else told.delete(uuid);
  }
}

function draw(uuid) {
  const card = cardBy(uuid);
  const { mark, text, form } = told.get(uuid);
  if (!card) return;
  clear(card);
  card.setAttribute(`data-${mark}`, "");
  const drawn = document.getElementById(`notice-${mark}`)?.content.firstElementChild?.cloneNode(true);
  if (!drawn) return;
  for (const words of drawn.querySelectorAll("[data-words]")) words.textContent = text.replace(OPENING, "");
  if (form) drawn.querySelector("[data-acts]")?.prepend(asMini(form.cloneNode(true)));
  card.append(drawn);
  card.setAttribute("data-worded", "");
}

function clear(card) {
  for (const mark of MARKS) card.removeAttribute(`data-${mark}`);
  card.querySelector(":scope > .card__notice")?.remove();
  card.removeAttribute("data-worded");
}

function asMini(form) {
  for (const button of form.querySelectorAll("button")) button.className = "mini";
  return form;
}
