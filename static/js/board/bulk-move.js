/** The chosen cards moved together: drawn in their places at once, sent in order, each after the one before it. */

import { announce } from "../ui/live-region.js";
import { message } from "../ui/messages.js";
import { LAST, cardBy, cardsOf, columnBy, nameOf, insertAfter, titleOf, originOf } from "./card-position.js";
import { moves } from "./move-queue.js";
import { newKey } from "./requests.js";
import { offerSequence, runInSequence } from "./run-in-sequence.js";

const KEYS = { doing: "moving", done: "movedMany", again: "again" };

/**
 * Move `cards`, in this order, to `after` in `column`, as one gesture named `lot`; `seat` is the way back of a `held`
 * card that was moved by keys.
 */
export async function moveMany(cards, { column, after }, held = null, seat = null, lot = newKey()) {
  const { status } = column.dataset;
  const seats = cards.map((card) => (card === held && seat) || originOf(card));
  let anchor = outside(cards, column, after);
  cards.forEach((card, index) => moves.reserve(card, seats[index]));
  cards.reduce((above, card) => (insertAfter(card, column, above), card.dataset.case), anchor);
  announce(message("moving", { number: 1, of: cards.length }));
  const steps = cards.map((card) => ({
    uuid: card.dataset.case,
    name: nameOf(card),
    leave: () => moves.release(card.dataset.case),
    go: async () => {
      const result = await moves.send(card, { column, after: anchor }, { quiet: true, lot });
      if (["saved", "unchanged"].includes(result.outcome)) anchor = result.uuid;
      return result;
    },
  }));
  const results = await runInSequence(steps, KEYS, { column: titleOf(column) });
  offerSequence(() => again(steps, results, { status, after: anchor }, lot));
}

/** The place that `after` means once the cards themselves have left the column. */
function outside(cards, column, after) {
  if (!after || after === LAST) return after;
  const drawn = cardsOf(column);
  let index = drawn.indexOf(cardBy(after));
  if (index < 0) return after;
  while (index >= 0 && cards.includes(drawn[index])) index -= 1;
  return drawn[index]?.dataset.case ?? "";
}

/** Those that were refused or never tried, once more, below those that went. */
function again(steps, results, { status, after }, lot) {
  const went = results.filter(({ outcome }) => ["saved", "unchanged", "unknown"].includes(outcome));
  const left = steps.filter(({ uuid }) => !went.some((result) => result.uuid === uuid));
  const cards = left.map(({ uuid }) => cardBy(uuid)).filter((card) => card && moves.isFree(card));
  const column = columnBy(status);
  if (cards.length && column) moveMany(cards, { column, after }, null, null, lot);
}
