/** Taking back: the moves made on this page, newest first; each undo is itself a saved move, and so can be undone. */

import { announce } from "./announce.js";
import { sendLot } from "./lot.js";
import { caseOf, moves } from "./moves.js";
import { cardBy, wayBack } from "./place.js";
import { forget, tell } from "./toast.js";
import { words } from "./words.js";

const KEYS = { doing: "undoing", done: "undoneMany", again: "" };
const ABOUT = "undo";
const MAY_SUCCEED_LATER = ["unavailable", "trouble"];

class Undo {
  #done = [];
  #undone = [];
  #turn = Promise.resolve();
  #waiting = 0;

  /** Remember the Results of one gesture: they are undone together, and what was undone before can not be redone. */
  note(results) {
    const saved = results.filter((result) => result.undo);
    if (!saved.length) return;
    this.#done.push(saved);
    this.#undone.length = 0;
  }

  /** Take back the newest move of this page. */
  undo() {
    return this.#inTurn(() => this.#take(this.#done.pop(), this.#done, this.#undone, "nothing"));
  }

  /** Do again what was undone last. */
  redo() {
    return this.#inTurn(() => this.#take(this.#undone.pop(), this.#undone, this.#done, "nothingMore"));
  }

  /** Take back what a form in a message, or in the list of recent moves, names; a lot's form means the whole lot. */
  submit(form) {
    const address = form.getAttribute("action");
    const names = (entry) => entry.some((result) => result.undo === address);
    return this.#inTurn(() => {
      const from = this.#undone.some(names) ? this.#undone : this.#done;
      const [known] = from.splice(from.findLastIndex(names), from.some(names) ? 1 : 0);
      const entry = known ?? [{ uuid: caseOf(form), undo: address }];
      return this.#take(entry, from, from === this.#done ? this.#undone : this.#done, "nothing");
    });
  }

  /** One after another, however quickly they are asked for; none while a move is on its way that could be the newest. */
  async #inTurn(take) {
    if (!this.#waiting && moves.busy) return say("wait");
    this.#waiting += 1;
    this.#turn = this.#turn.then(take).finally(() => (this.#waiting -= 1));
    return this.#turn;
  }

  async #take(entry, from, onto, nothing) {
    if (!entry) return say(nothing);
    forget(ABOUT);
    const again = from === this.#done ? () => this.undo() : () => this.redo();
    const results = entry.length === 1 ? await this.#one(entry[0], again) : await this.#lot(entry);
    const saved = results.filter((result) => result.undo);
    const left = entry.filter(({ uuid }) => isLeft(results.find((result) => result.uuid === uuid)));
    if (saved.length) onto.push(saved);
    if (left.length) from.push(left);
    return undefined;
  }

  async #one({ uuid, undo }, again) {
    const card = cardBy(uuid);
    if (card && !moves.free(card)) return [];
    return [await moves.takeBack(uuid, undo, { again })];
  }

  #lot(entry) {
    const steps = entry.toReversed().map(({ uuid, undo, name }) => ({
      uuid,
      name,
      leave: () => moves.leave(uuid),
      go: () => moves.takeBack(uuid, undo, { quiet: true }),
    }));
    for (const card of steps.map(({ uuid }) => cardBy(uuid)).filter(Boolean)) moves.begin(card, wayBack(card));
    return sendLot(steps, KEYS);
  }
}

/** Whether a move is still to be undone: it was not tried, or it could not be just now. */
const isLeft = (result) => !result || MAY_SUCCEED_LATER.includes(result.outcome);

function say(key) {
  forget(ABOUT);
  announce(words(key));
  tell("warn", words(key), ABOUT);
}

/** The page's only memory of what it did. */
export const undo = new Undo();
