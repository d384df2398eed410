/** One tab stop a column: the card that was last looked at there, or its first. Arrows do the rest. */

import { columnOf, columnsOf } from "./card-position.js";

const STOPS = ".card__name, .card__move";

/** Give every column of `board` its one tab stop; run again whenever cards have come or gone. */
export function updateTabStops(board) {
  for (const column of columnsOf(board)) setTabStop(column.querySelector(".card[data-current]") ?? column.querySelector(".card"), column);
}

/** Make `card` its column's tab stop. */
export function setTabStop(card, column = columnOf(card)) {
  for (const old of column.querySelectorAll(".card[data-current]")) if (old !== card) old.removeAttribute("data-current");
  card?.setAttribute("data-current", "");
  for (const link of column.querySelectorAll(STOPS)) {
    const value = card.contains(link) ? "0" : "-1";
    if (link.getAttribute("tabindex") !== value) link.setAttribute("tabindex", value);
  }
}
