/**
 * Moves on their way to Plannr: the card is drawn in its new place at once and is busy until the answer, which decides
 * where it stays. One move a card at a time, and each puts back only what it moved itself.
 *
 * A Result tells how a move ended: { uuid, name, outcome, undo, text, form }; `outcome` is the answer's, or "trouble".
 * Events: "ended" for each, with its case, "idle" when none is on its way, "answered" after each swap.
 */

import { load } from "../core/lazy-load.js";
import { announce, announceCard } from "../ui/live-region.js";
import { message } from "../ui/messages.js";
import { dismissFor, addToast, showToast } from "../ui/toast.js";
import { placeCard, revertCard, swapById } from "./apply-response.js";
import { showNotice, restoreNotices, clearNotice } from "./card-notice.js";
import { LAST, cardBy, columnBy, nameOf, insertAfter, positionOf, originOf } from "./card-position.js";
import { pollOutcome } from "./poll-outcome.js";
import { newKey, post } from "./requests.js";

const LANDING = 700;
const FAILED = ["refused", "unavailable", "trouble"];

class MoveQueue extends EventTarget {
  #pending = new Map();
  #doubted = new Set();
  #again = new Map();
  #followed = new Set();

  /** The cards that must not be swapped away: their answers are still to come. */
  get cards() {
    return [...this.#pending.keys()].map(cardBy).filter(Boolean);
  }

  get busy() {
    return this.#pending.size > 0;
  }

  /** Whether the card may be lifted; if not, why is said. */
  isFree(card) {
    const { case: uuid } = card.dataset;
    const why = this.#doubted.has(uuid) ? "unknown" : this.#pending.has(uuid) ? "busy" : "";
    if (why) announce(message(why, { name: nameOf(card) }));
    return !why;
  }

  /** Mark the cards of a board that was drawn anew, and follow the doubts that the server knows of, whoever's they are. */
  markBoard(board) {
    this.mark(JSON.parse(board.dataset.doubts || "[]"));
    restoreNotices();
  }

  /** Follow doubts: for each the case, where to ask how it stands, and what the card says meanwhile. */
  mark(doubts) {
    for (const [uuid, address, text] of doubts) {
      if (cardBy(uuid) && !this.#pending.has(uuid)) this.doubt(uuid, address, text, (answer) => this.#found(uuid, answer));
    }
  }

  /** Say on its card that a case is being checked, until the one doubt that is asked after at `address` is `settled`. */
  doubt(uuid, address, text, settled) {
    const one = address.split("?")[0];
    if (this.#followed.has(one)) return;
    this.#followed.add(one);
    this.#doubted.add(uuid);
    cardBy(uuid)?.removeAttribute("aria-busy");
    showNotice(uuid, "unknown", text);
    pollOutcome(address, (answer) => {
      this.#doubted.delete(uuid);
      dismissFor(uuid);
      clearNotice(uuid);
      settled(answer);
    });
  }

  /** Move a card, which `seat` is the way back to, to `after` in `column`, and tell Plannr; gives the Result. */
  drop(card, { column, after }, seat = originOf(card)) {
    this.reserve(card, seat);
    insertAfter(card, column, after);
    if (card.isConnected) announceCard("dropped", card, column.id !== seat.column, after === LAST);
    return this.send(card, { column, after });
  }

  /** Hold a card's place for a move that is about to be sent. */
  reserve(card, seat) {
    this.#start(card, card.dataset.case, seat);
  }

  /** Tell Plannr where a card that `begin` was called for is to go; `quiet`: somebody else will tell how it ended; `lot`
      names the gesture that moves it with others. */
  send(card, { column, after }, { quiet = false, lot = "" } = {}) {
    const { case: uuid, seen } = card.dataset;
    const { status } = column.dataset;
    const address = card.querySelector(".card__move").href.split("?")[0];
    const client = card.closest("case-board")?.dataset.client ?? "";
    return this.#carry(uuid, address, { status, after, seen, client, lot }, {
      quiet,
      again: () => this.#dropAgain(uuid, status, after),
    });
  }

  /** Send a form that asks for a move: the move menu's, or “Move anyway” in a message. */
  submit(form, submitter = null) {
    const address = form.getAttribute("action") || location.href;
    return this.#ask(caseOf(form), address.split("?")[0], Object.fromEntries(new FormData(form, submitter)));
  }

  /** Ask for a saved act to be taken back at the address that its answer gave; gives the Result. */
  undo(uuid, address, { client = "", lot = "", quiet = false, again } = {}) {
    const card = cardBy(uuid);
    if (!this.#pending.has(uuid)) this.#start(card, uuid, card && originOf(card));
    return this.#carry(uuid, address, { client, lot }, { quiet, again });
  }

  /** Put a card that `begin` was called for back, and send nothing. */
  release(uuid) {
    this.#return(uuid);
    this.#close(uuid);
  }

  /** Do the same gesture once more, with a new key and the card as it is now. */
  again(uuid) {
    dismissFor(uuid);
    const again = this.#again.get(uuid);
    this.#again.delete(uuid);
    return again?.();
  }

  /** Let “Try again” in what is said about `uuid` (a case, or a lot's own word) mean this. */
  offer(uuid, again) {
    this.#again.set(uuid, again);
  }

  #dropAgain(uuid, status, after) {
    const [card, column] = [cardBy(uuid), columnBy(status)];
    return card && column && this.isFree(card) ? this.drop(card, { column, after }) : null;
  }

  #ask(uuid, address, fields) {
    const [card, column] = [cardBy(uuid), columnBy(fields.status)];
    if (card && !this.isFree(card)) return null;
    this.#start(card, uuid, card && originOf(card));
    if (card && column && isDrawn(fields.after)) insertAfter(card, column, fields.after);
    const again = () => this.#ask(uuid, address, { ...fields, seen: cardBy(uuid)?.dataset.seen ?? fields.seen });
    return this.#carry(uuid, address, fields, { again });
  }

  async #carry(uuid, address, fields, how) {
    try {
      await this.#neighbour(uuid, fields);
      return this.#end(uuid, await post(address, { ...fields, key: newKey() }), how);
    } catch (trouble) {
      if (!trouble.key) throw trouble;
      return this.#fail(uuid, trouble, how);
    }
  }

  /** A place after a card whose own move is not answered yet would mean nothing to Plannr: wait for that one first. */
  async #neighbour(uuid, fields) {
    const anchor = this.#pending.get(fields.after);
    if (!anchor || fields.after === uuid) return;
    await anchor.ended;
    const card = cardBy(uuid);
    if (card) fields.after = positionOf(card).after;
  }

  #start(card, uuid, seat) {
    let done;
    const ended = new Promise((resolve) => (done = resolve));
    this.#pending.set(uuid, { card, seat, ended, done, name: card ? nameOf(card) : "" });
    dismissFor(uuid);
    clearNotice(uuid);
    card?.removeAttribute("data-landed");
    card?.setAttribute("aria-busy", "true");
  }

  /** Do what the answer says. An answer in doubt keeps the seat, so that the card can still go back to it. */
  #end(uuid, answer, how = {}) {
    const move = this.#pending.get(uuid);
    const { outcome, undo = "", check } = answer.dataset;
    const toast = answer.querySelector(".toast");
    const text = toast?.querySelector("p")?.textContent.trim() ?? "";
    const result = { uuid, name: move.name, outcome, undo, text, form: toast?.querySelector("[data-undo]") };
    if (outcome === "unknown") this.doubt(uuid, check, message("checking"), (found) => this.#found(uuid, found, { move, ...how }));
    else this.#settle(uuid, answer, move);
    this.#close(uuid);
    if (outcome === "conflict") showNotice(uuid, "elsewhere", text, toast?.querySelector("form"));
    if (toast) this.#tell(result, toast, how);
    this.dispatchEvent(new Event("answered"));
    return result;
  }

  #settle(uuid, answer, { card: drawn, seat }) {
    swapById(answer);
    const { outcome } = answer.dataset;
    const card = cardBy(uuid) ?? drawn;
    const fresh = FAILED.includes(outcome) ? revertCard(answer, card, seat) : placeCard(answer, card);
    fresh?.removeAttribute("aria-busy");
    if (fresh && outcome === "saved") land(fresh);
  }

  /** How a doubt that the server told of ended; a form that was lost is offered again. */
  async #found(uuid, answer, { move = { card: cardBy(uuid), name: "" }, again } = {}) {
    if (answer.querySelector("template")) return void (await load("case-panel", true)).offerAgain(answer);
    this.#pending.set(uuid, { ...move, done() {} });
    return this.#end(uuid, answer, { again });
  }

  #fail(uuid, { key, told }, how) {
    const { name } = this.#pending.get(uuid);
    const result = { uuid, name, outcome: "trouble", undo: "", text: told || message(key, { name }) };
    this.#return(uuid);
    this.#close(uuid);
    this.#tell(result, null, how);
    return result;
  }

  /** Say how it ended: in a message unless somebody else will, and on the card where it did not go well. */
  #tell({ uuid, outcome, text }, toast, { quiet, again }) {
    const failed = FAILED.includes(outcome);
    if (failed) showNotice(uuid, "returned", text);
    if (failed && again) this.offer(uuid, again);
    if (quiet) return;
    const way = failed && again ? "again" : "";
    if (toast) toast.dataset.case ||= uuid;
    if (toast) addToast(toast, way);
    else showToast("bad", text, uuid, way);
  }

  #return(uuid) {
    const { card: drawn, seat } = this.#pending.get(uuid);
    const card = cardBy(uuid) ?? drawn;
    revertCard(null, card, seat);
    card?.removeAttribute("aria-busy");
  }

  #close(uuid) {
    this.#pending.get(uuid)?.done();
    this.#pending.delete(uuid);
    this.dispatchEvent(new CustomEvent("ended", { detail: uuid }));
    if (!this.#pending.size) this.dispatchEvent(new Event("idle"));
  }
}

/** The case that a form about a move names. */
export function caseOf(form) {
  return form.dataset.case ?? form.getAttribute("action")?.match(/[0-9a-f-]{36}/i)?.[0] ?? "";
}

function isDrawn(after) {
  return after !== undefined && (after === "" || after === LAST || cardBy(after));
}

function land(card) {
  card.setAttribute("data-landed", "");
  setTimeout(() => card.removeAttribute("data-landed"), LANDING);
}

/** The page's only keeper of moves: it outlives any board that htmx swaps. */
export const moves = new MoveQueue();
