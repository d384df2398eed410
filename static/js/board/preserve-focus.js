/** What a swap must not take from a person: focus, and how far they had scrolled the board and each of its columns. */

import { FOCUSABLE } from "../core/dom.js";
import { cardsOf, columnsOf, goOn, wayOn } from "./card-position.js";

const FIRST = 30;

let focus = null;
let view = null;

/** Remember where focus is inside `target`: by card, or by its number among what can have focus there. */
export function saveFocus(target) {
  const active = document.activeElement;
  if (!target.id || !target.contains(active)) return;
  const root = active.closest(".card, .column__head") ?? target;
  const way = root.matches(".card") && wayOn(root);
  focus = { way, root: root.id || target.id, index: [...root.querySelectorAll(FOCUSABLE)].indexOf(active) };
}

/** Give focus back, unless it has gone somewhere else meanwhile; a card that is gone gives it to the one beside it. */
export function restoreFocus() {
  if (!focus || document.activeElement !== document.body) return;
  const { way, root, index } = focus;
  const parts = document.getElementById(root)?.querySelectorAll(FOCUSABLE) ?? [];
  focus = null;
  if (parts.length || !way) (parts[index] ?? parts[0])?.focus({ preventScroll: true });
  else goOn(way);
}

/** Remember how far `board` and its columns are scrolled. */
export function saveScroll(board) {
  const lists = [...board.querySelectorAll(".column__cards")];
  const tops = Object.fromEntries(lists.filter((list) => list.scrollTop).map((list) => [list.id, list.scrollTop]));
  view = { client: board.dataset.client, left: board.scrollLeft, tops };
}

/** Scroll the board that took the other one's place to where that was. */
export function restoreScroll(board) {
  if (view?.client !== board.dataset.client) return;
  for (const [id, top] of Object.entries(view.tops)) document.getElementById(id)?.scrollTo({ top, behavior: "instant" });
  board.scrollTo({ left: view.left, behavior: "instant" });
  view = null;
}

/** The address of a refresh, with how many cards of each long column the page shows. */
export function addDrawn(path, board) {
  const long = columnsOf(board).filter((column) => cardsOf(column).length > FIRST);
  if (!long.length || /[?&]drawn=/.test(path)) return path;
  const drawn = long.map((column) => `${column.dataset.status}:${cardsOf(column).length}`).join(",");
  return `${path}${path.includes("?") ? "&" : "?"}drawn=${encodeURIComponent(drawn)}`;
}
