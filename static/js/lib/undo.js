/** Taking back: what the newest act of a person on this board is, the server says; each undo is itself a saved act. */

import { announce } from "./announce.js";
import { sendLot } from "./lot.js";
import { moves } from "./moves.js";
import { cardBy, wayBack } from "./place.js";
import { Trouble, newKey, tellOf } from "./send.js";
import { forget, tell } from "./toast.js";
import { words } from "./words.js";

const KEYS = { doing: "undoing", done: "undoneMany", again: "" };
const ABOUT = "undo";

class Undo {
  #turn = Promise.resolve();
  #waiting = 0;

  /** Take back the newest act on this board. */
  undo() {
    return this.#inTurn({});
  }

  /** Do again what was undone last. */
  redo() {
    return this.#inTurn({ again: "1" });
  }

  /** Take back what a form in a message, or in the list of recent moves, names; a lot's form means the whole lot. */
  submit(form) {
    return this.#inTurn({ of: form.getAttribute("action").match(/(\d+)\/$/)[1] });
  }

  /** One after another, however quickly they are asked for; none while a move is on its way that could be the newest. */
  async #inTurn(which) {
    if (!this.#waiting && moves.busy) return say(words("wait"));
    this.#waiting += 1;
    this.#turn = this.#turn.then(() => this.#take(which)).finally(() => (this.#waiting -= 1));
    return this.#turn;
  }

  async #take(which) {
    forget(ABOUT);
    const again = () => this.#inTurn(which);
    const client = document.querySelector("case-board")?.dataset.client ?? "";
    try {
      const found = await tellOf(`/moves/newest/?${new URLSearchParams({ client, ...which })}`);
      if (found.words) say(found.words);
      else if (found.steps.length === 1) await one(found.steps[0], client, again);
      else await lot(found.steps, client);
    } catch (trouble) {
      if (!(trouble instanceof Trouble)) throw trouble;
      moves.offer(ABOUT, again);
      tell("bad", words(trouble.key === "signedOut" ? "signedOutOnly" : "unreachable"), ABOUT, "again");
    }
  }
}

async function one({ uuid, undo }, client, again) {
  const card = cardBy(uuid);
  if (!card || moves.free(card)) await moves.takeBack(uuid, undo, { client, again });
}

function lot(found, client) {
  const name = newKey();
  const steps = found.map(({ uuid, undo, name: called }) => ({
    uuid,
    name: called,
    leave: () => moves.leave(uuid),
    go: () => moves.takeBack(uuid, undo, { client, lot: name, quiet: true }),
  }));
  for (const card of steps.map(({ uuid }) => cardBy(uuid)).filter(Boolean)) moves.begin(card, wayBack(card));
  return sendLot(steps, KEYS);
}

function say(text) {
  forget(ABOUT);
  announce(text);
  tell("warn", text, ABOUT);
}

/** One for the page: what is taken back waits for what was asked before it. */
export const undo = new Undo();
