/** The cards that were chosen to go together: by Ctrl and Shift with a click, or Shift with arrows and Space. */

import { announce } from "../ui/live-region.js";
import { message } from "../ui/messages.js";
import { cardBy, cardsOf, columnOf, columnsOf } from "./card-position.js";

const HINT = "chosen-hint";

export class Selection {
  #host;
  #base = new Set();
  #cards = new Set();
  #anchor = "";

  constructor(host) {
    this.#host = host;
  }

  get size() {
    return this.#cards.size;
  }

  /** The chosen cards in the board's order if `card` is one of them; else only itself. */
  with(card) {
    if (!this.#cards.has(card.dataset.case)) return [card];
    return columnsOf(this.#host).flatMap(cardsOf).filter((each) => this.#cards.has(each.dataset.case));
  }

  /** Choose a card, or no longer. */
  toggle(card) {
    const { case: uuid } = card.dataset;
    if (!this.#cards.delete(uuid)) this.#cards.add(uuid);
    this.#anchor = uuid;
    this.#base = new Set(this.#cards);
    this.#told();
  }

  /** Choose everything from the card chosen last (or from `start`) to `card` in the same column, and nothing beyond. */
  extend(card, start = card) {
    const column = cardsOf(columnOf(card));
    const known = column.includes(cardBy(this.#anchor)) && this.#cards.size;
    if (!known) this.#anchor = start.dataset.case;
    if (!known) this.#base = new Set(this.#cards);
    const ends = [column.indexOf(cardBy(this.#anchor)), column.indexOf(card)].sort((one, other) => one - other);
    const between = column.slice(ends[0], ends[1] + 1).map((each) => each.dataset.case);
    this.#cards = new Set([...this.#base, ...between]);
    this.#told();
  }

  /** Choose nothing; gives whether anything had been chosen. */
  clear(quietly = false) {
    if (!this.size) return false;
    this.#cards.clear();
    this.#base.clear();
    this.#anchor = "";
    if (quietly) this.mark();
    else this.#told();
    return true;
  }

  /** Mark the cards anew, after some of them were drawn anew or have gone. */
  mark() {
    for (const uuid of this.#cards) if (!cardBy(uuid)) this.#cards.delete(uuid);
    for (const card of this.#host.querySelectorAll(".card[data-chosen]")) this.#mark(card);
    for (const uuid of this.#cards) this.#mark(cardBy(uuid));
  }

  #mark(card) {
    const chosen = this.#cards.has(card.dataset.case);
    const name = card.querySelector(".card__name");
    const hints = (name.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => id && id !== HINT);
    card.toggleAttribute("data-chosen", chosen);
    if (chosen) hints.unshift(HINT);
    if (hints.length) name.setAttribute("aria-describedby", hints.join(" "));
    else name.removeAttribute("aria-describedby");
  }

  #told() {
    this.mark();
    announce(message(this.size ? "chosen" : "unchosen", { number: this.size }));
  }
}
