/**
 * The board by keyboard: arrows (or h j k l) go about, Space lifts and drops, Escape puts back, `<` and `>` move to the
 * status before and after, M opens the move menu; with Shift, arrows and Space choose. While lifted the card itself
 * moves with each step.
 *
 * `host` answers as for Drag (`opened` gives a promise of the open column), and: menu(card), choose(card, from),
 * unchoose().
 */

import { TYPING } from "../core/dom.js";
import { announce, announceCard } from "../ui/live-region.js";
import { message } from "../ui/messages.js";
import { LAST, cardsOf, columnOf, columnsOf, nameOf, insertAfter, restore, positionOf, takesCards, targetIn, titleOf, originOf } from "./card-position.js";

const WAYS = { ArrowUp: "up", k: "up", ArrowDown: "down", j: "down", ArrowLeft: "left", h: "left", ArrowRight: "right", l: "right" };

export class KeyboardMoves {
  #host;
  #held = null;

  constructor(host) {
    this.#host = host;
    host.addEventListener("keydown", this);
    host.addEventListener("pointerdown", this, true);
  }

  get card() {
    return this.#held?.card ?? null;
  }

  handleEvent(event) {
    if (event.type === "pointerdown") return this.cancel();
    const card = event.target.closest?.(".card");
    if (event.defaultPrevented || event.target.closest?.(TYPING)) return undefined;
    const done = this.#held ? this.#whileHeld(event) : card ? this.#atRest(event, card) : this.#elsewhere(event);
    if (done) event.preventDefault();
    return undefined;
  }

  /** Put the lifted card back to where it was lifted. */
  cancel() {
    if (!this.#held) return;
    const { card, seat } = this.#letGo();
    restore(card, seat);
    reveal(card);
    announceCard("cancelled", card);
    this.#host.cancelled(card);
  }

  #elsewhere(event) {
    return event.key === "Escape" && this.#host.unchoose();
  }

  #atRest(event, card) {
    if (event.ctrlKey || event.altKey || event.metaKey) return false;
    const { key } = event;
    if (key === "Escape") return this.#host.unchoose();
    if (key === " ") return event.shiftKey ? this.#host.choose(card) : this.#space(event.target, card);
    if (key.length === 1 && !lettersOn()) return false;
    if (WAYS[key]) return event.shiftKey ? this.#choose(card, WAYS[key]) : go(this.#host, card, WAYS[key]);
    if (key === "Home" || key === "End") return focus(cardsOf(columnOf(card)).at(key === "Home" ? 0 : -1));
    if (key === "<" || key === ",") return this.#shift(card, -1);
    if (key === ">" || key === ".") return this.#shift(card, 1);
    if (key === "m" || key === "M") return this.#host.menu(card);
    return false;
  }

  #whileHeld(event) {
    const { key } = event;
    if (key === "Escape") this.cancel();
    else if (key === " ") this.#drop();
    else if (key.startsWith("Arrow")) this.#step(WAYS[key], event.ctrlKey || event.metaKey);
    return key === "Escape" || key === " " || key === "Tab" || key === "Enter" || key.startsWith("Arrow");
  }

  #space(target, card) {
    if (target.closest(".card__move")) return this.#host.menu(card);
    if (!target.closest(".card__name") || !this.#host.canLift(card)) return false;
    this.#held = { card, seat: originOf(card) };
    card.setAttribute("data-held", "");
    this.#host.lifted(card);
    const { number: place, of } = positionOf(card);
    const { length: number } = this.#host.lot(card);
    if (number > 1) announce(message("liftedMany", { number, name: nameOf(card), place, of }));
    else announceCard("lifted", card);
    return true;
  }

  /** Shift with an arrow goes on to the next card up or down and chooses it too. */
  #choose(card, way) {
    if (way === "left" || way === "right") return false;
    const cards = cardsOf(columnOf(card));
    const next = cards[cards.indexOf(card) + (way === "up" ? -1 : 1)] ?? card;
    focus(next);
    return this.#host.choose(next, card);
  }

  async #step(way, far) {
    const held = this.#held;
    const { card } = held;
    if (held.waits) return;
    const sideways = way === "left" || way === "right";
    const column = sideways ? beside(this.#host, card, way, far) : columnOf(card);
    if (column && folded(column)) {
      held.waits = true;
      announce(message("opening", { column: titleOf(column) }));
      const open = await this.#host.opened(column);
      held.waits = false;
      if (this.#held === held && open) this.#put(targetIn(open, middle(card), card));
      return;
    }
    this.#put(sideways ? column && targetIn(column, middle(card), card) : along(card, way, far));
  }

  #put(target) {
    if (!target) return announce(message("nowhere"));
    const { card, seat } = this.#held;
    insertAfter(card, target.column, target.after);
    const same = target.column.id === seat.column;
    this.#host.over(card, { ...target, same });
    reveal(card);
    return announceCard("step", card, !same);
  }

  #drop() {
    const { card, seat } = this.#letGo();
    const now = positionOf(card);
    const sorted = columnOf(card).closest("[data-sorted]");
    const same = now.column === seat.column && (sorted || now.after === (seat.above[0] ?? ""));
    if (same) {
      announceCard("same", card);
      this.#host.cancelled(card);
    } else {
      this.#host.dropped(card, { column: columnOf(card), after: sorted ? LAST : now.after }, seat);
    }
  }

  #shift(card, by) {
    const columns = columnsOf(this.#host).filter(takesCards);
    const column = columns[columns.indexOf(columnOf(card)) + by];
    if (!column) announce(message("nowhere"));
    else if (this.#host.canLift(card)) this.#send(card, column);
    return true;
  }

  /** Move to the foot of a column, which is opened first where it is folded: a hidden card could not keep focus. */
  async #send(card, column) {
    const open = folded(column) ? await this.#host.opened(column) : column;
    this.#host.lifted(card);
    this.#host.dropped(card, { column: open ?? column, after: LAST });
  }

  #letGo() {
    const held = this.#held;
    this.#held = null;
    held.card.removeAttribute("data-held");
    return held;
  }
}

function go(board, card, way) {
  const cards = cardsOf(columnOf(card));
  const index = cards.indexOf(card);
  if (way === "up" || way === "down") return focus(cards[index + (way === "up" ? -1 : 1)] ?? card);
  const columns = columnsOf(board).filter((column) => column === columnOf(card) || cardsOf(column).length);
  const next = cardsOf(columns[columns.indexOf(columnOf(card)) + (way === "left" ? -1 : 1)] ?? columnOf(card));
  return focus(next.includes(card) ? card : next.find((other) => middle(other) >= middle(card)) ?? next.at(-1));
}

/** The next place up or down in the card's own column; none where the board is sorted, so that a place means nothing. */
function along(card, way, far) {
  const column = columnOf(card);
  if (column.closest("[data-sorted]")) return null;
  const others = cardsOf(column);
  const index = others.indexOf(card);
  others.splice(index, 1);
  const to = far ? (way === "up" ? 0 : others.length) : index + (way === "up" ? -1 : 1);
  if (to < 0 || to > others.length) return null;
  return { column, after: others[to - 1]?.dataset.case ?? "" };
}

/** The next column that takes cards, or the first or last of them; null where there is none that way. */
function beside(board, card, way, far) {
  const columns = columnsOf(board).filter((each) => each === columnOf(card) || takesCards(each));
  const index = columns.indexOf(columnOf(card));
  const left = way === "left";
  const column = far ? columns.at(left ? 0 : -1) : columns[index + (left ? -1 : 1)];
  return !column || column === columnOf(card) ? null : column;
}

const folded = (column) => column.hasAttribute("data-folded");
const lettersOn = () => document.body.dataset.shortcuts !== "off";

function middle(card) {
  const { top, bottom } = card.getBoundingClientRect();
  return (top + bottom) / 2;
}

function focus(card) {
  card?.querySelector(".card__name")?.focus();
  return true;
}

function reveal(card) {
  card.querySelector(".card__name")?.focus({ preventScroll: true });
  card.scrollIntoView({ block: "nearest", inline: "nearest" });
}
