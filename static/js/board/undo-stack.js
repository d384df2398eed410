/** Taking back: what the newest act of a person on this board is, the server says; each undo is itself a saved act. */

import { announce } from "../ui/live-region.js";
import { message } from "../ui/messages.js";
import { dismissFor, showToast } from "../ui/toast.js";
import { cardBy, originOf } from "./card-position.js";
import { moves } from "./move-queue.js";
import { RequestError, newKey, fetchJson } from "./requests.js";
import { runInSequence } from "./run-in-sequence.js";

const KEYS = { doing: "undoing", done: "undoneMany", again: "" };
const ABOUT = "undo";

class UndoStack {
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
    if (!this.#waiting && moves.busy) return say(message("wait"));
    this.#waiting += 1;
    this.#turn = this.#turn.then(() => this.#take(which)).finally(() => (this.#waiting -= 1));
    return this.#turn;
  }

  async #take(which) {
    dismissFor(ABOUT);
    const again = () => this.#inTurn(which);
    const client = document.querySelector("case-board")?.dataset.client ?? "";
    try {
      const found = await fetchJson(`/moves/newest/?${new URLSearchParams({ client, ...which })}`);
      if (found.words) say(found.words);
      else if (found.steps.length === 1) await one(found.steps[0], client, again);
      else await lot(found.steps, client);
    } catch (trouble) {
      if (!(trouble instanceof RequestError)) throw trouble;
      moves.offer(ABOUT, again);
      showToast("bad", message(trouble.key === "signedOut" ? "signedOutOnly" : "unreachable"), ABOUT, "again");
    }
  }
}

async function one({ uuid, undo }, client, again) {
  const card = cardBy(uuid);
  if (!card || moves.isFree(card)) await moves.undo(uuid, undo, { client, again });
}

function lot(found, client) {
  const name = newKey();
  const steps = found.map(({ uuid, undo, name: called }) => ({
    uuid,
    name: called,
    leave: () => moves.release(uuid),
    go: () => moves.undo(uuid, undo, { client, lot: name, quiet: true }),
  }));
  for (const card of steps.map(({ uuid }) => cardBy(uuid)).filter(Boolean)) moves.reserve(card, originOf(card));
  return runInSequence(steps, KEYS);
}

function say(text) {
  dismissFor(ABOUT);
  announce(text);
  showToast("warn", text, ABOUT);
}

/** One for the page: what is taken back waits for what was asked before it. */
export const undo = new UndoStack();
