/** Where a card is and where one would land: always read from the page as it stands, never remembered. */

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const REACH = 40;

/** What a move says instead of a case when it means the foot of the whole column, drawn or not. */
export const LAST = "last";

export const cardBy = (uuid) => document.getElementById(`card--${uuid}`);
export const columnBy = (key) => document.getElementById(`column--${key}`);
export const columnOf = (card) => card.closest(".column");
export const listOf = (column) => column?.querySelector(".column__cards") ?? null;
export const isCard = (node) => Boolean(node?.classList?.contains("card"));
export const cardsOf = (column) => [...(listOf(column)?.children ?? [])].filter(isCard);
export const columnsOf = (board) => [...board.querySelectorAll(".column")];
export const nameOf = (card) => card.querySelector(".card__name")?.textContent.trim() ?? "";
export const titleOf = (column) => (column.querySelector(".column__name") ?? column.querySelector("h2"))?.textContent.trim() ?? "";
export const countOf = (column) => Number(column.querySelector("[data-count]")?.textContent.replace(/\D/g, "")) || 0;

/** Whether Plannr knows the column as a status: “Other status” and “No status” give cards but take none. */
export const takesCards = (column) => UUID.test(column?.dataset.status ?? "");

/**
 * A card's place: its column, the card before it, and its number among the column's cases, counted from 1. The head
 * does not count a card that has `come` from another column until Plannr has said so.
 */
export function positionOf(card, come = false) {
  const column = columnOf(card);
  const drawn = cardsOf(column);
  const index = drawn.indexOf(card);
  return {
    column: column.id,
    after: drawn[index - 1]?.dataset.case ?? "",
    number: index + 1,
    of: Math.max(countOf(column) + Number(come), drawn.length),
  };
}

/** The way back to a card's place, whatever may come or go meanwhile: all the cases above it, the nearest first. */
export function originOf(card) {
  const column = columnOf(card);
  const drawn = cardsOf(column).map((each) => each.dataset.case);
  return { column: column.id, above: drawn.slice(0, drawn.indexOf(card.dataset.case)).reverse() };
}

/** Put a card after the case `after` (blank: first); LAST, or one that is not drawn: at the foot of what is drawn. */
export function insertAfter(card, column, after) {
  const list = listOf(column);
  if (!list) return removeCard(card);
  const anchor = after && after !== LAST ? cardBy(after) : null;
  if (!after) insert(list, card, list.firstElementChild);
  else if (anchor?.parentElement === list) insert(list, card, anchor.nextElementSibling);
  else insert(list, card, list.querySelector(":scope > .column__more"));
}

/** Put a card back to the place that `originOf` gave: below the nearest case above it that is still there. */
export function restore(card, seat) {
  const column = document.getElementById(seat.column);
  const stays = (uuid) => cardBy(uuid)?.closest(".column") === column;
  if (column) insertAfter(card, column, seat.above.find(stays) ?? "");
}

/** Where focus goes on from a card that may go: its column, and the other cards there, the nearest below it first. */
export function wayOn(card) {
  const column = columnOf(card);
  const cards = cardsOf(column);
  const index = cards.indexOf(card);
  const near = [...cards.slice(index + 1), ...cards.slice(0, index).reverse()];
  return { column: column.id, near: near.map(({ id }) => id) };
}

/** Give focus to the first of what `wayOn` found that is still there, to a card of the nearest column, or to the board. */
export function goOn({ column, near }) {
  const board = document.querySelector("case-board");
  const columns = columnsOf(board);
  const from = columns.findIndex(({ id }) => id === column);
  const away = (one) => Math.abs(columns.indexOf(one) - from);
  const beside = () => columns.toSorted((one, other) => away(one) - away(other)).flatMap(cardsOf)[0];
  const card = near.map((id) => document.getElementById(id)).find(Boolean) ?? beside();
  (card?.querySelector(".card__name") ?? board).focus({ preventScroll: true });
}

/** Take a card off the board; focus that was in it goes on. */
export function removeCard(card) {
  const way = card.contains(document.activeElement) ? wayOn(card) : null;
  card.remove();
  if (way) goOn(way);
}

function insert(list, card, before) {
  if (before === card || (card.parentElement === list && card.nextElementSibling === before)) return;
  const focused = card.contains(document.activeElement) ? document.activeElement : null;
  if (list.moveBefore && card.isConnected) list.moveBefore(card, before);
  else list.insertBefore(card, before);
  if (focused && document.activeElement !== focused) focused.focus({ preventScroll: true });
}

/** The column and place under the pointer, or null where nothing can be dropped; `same` says it is the card's own. */
export function targetAt(board, x, y, card) {
  const room = board.getBoundingClientRect();
  if (y < room.top - REACH || y > room.bottom + REACH) return null;
  const column = nearest(columnsOf(board), Math.min(Math.max(x, room.left), room.right));
  return takesCards(column) ? targetIn(column, y, card) : null;
}

/** The place in one column that the height `y` points at; a folded or sorted column only has its foot. */
export function targetIn(column, y, card) {
  const foot = column.hasAttribute("data-folded") || column.closest("[data-sorted]");
  const after = foot ? LAST : caseAbove(listOf(column), y, card);
  const seat = positionOf(card);
  return { column, after, same: seat.column === column.id && (seat.after === after || after === LAST) };
}

function nearest(columns, x) {
  let best = null;
  let least = Infinity;
  for (const column of columns) {
    const { left, right } = column.getBoundingClientRect();
    const away = Math.max(left - x, x - right, 0);
    if (away < least) [best, least] = [column, away];
  }
  return best;
}

/** The last case whose middle lies above `y`: a binary search, so that a long column costs a dozen reads. */
function caseAbove(list, y, card) {
  if (!list) return "";
  const items = list.children;
  let high = items.length;
  while (high > 0 && !isCard(items[high - 1])) high -= 1;
  let low = 0;
  while (low < high) {
    const middle = (low + high) >> 1;
    const { top, bottom } = items[middle].getBoundingClientRect();
    if ((top + bottom) / 2 < y) low = middle + 1;
    else high = middle;
  }
  let above = items[low - 1];
  if (above === card) above = items[low - 2];
  return above?.dataset.case ?? "";
}
