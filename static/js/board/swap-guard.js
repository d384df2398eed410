/** Live changes never disturb a card in the hand or on its way: htmx's swaps over it wait, and are asked for again. */

import { parseHtml } from "../core/http.js";
import { moves } from "./move-queue.js";
import { addDrawn, saveFocus, restoreFocus } from "./preserve-focus.js";

const HEARD = {
  "htmx:configRequest": "configRequest",
  "htmx:beforeSwap": "beforeSwap",
  "htmx:oobBeforeSwap": "beforeOobSwap",
  "htmx:afterSwap": "afterSwap",
  "htmx:oobAfterSwap": "afterSwap",
};

export class SwapGuard {
  #host;
  #owing = false;

  constructor(host) {
    this.#host = host;
  }

  start() {
    for (const type of Object.keys(HEARD)) document.addEventListener(type, this);
    moves.addEventListener("idle", this);
  }

  stop() {
    for (const type of Object.keys(HEARD)) document.removeEventListener(type, this);
    moves.removeEventListener("idle", this);
  }

  handleEvent(event) {
    if (event.type === "idle") this.release();
    else this[HEARD[event.type]](event.detail);
  }

  /** Ask for the board as it is now as soon as nothing is in the hand or on its way. */
  requestRefresh() {
    this.#owing = true;
    this.release();
  }

  /** Ask for the board as it is now, if something was held back and nothing is in the hand or on its way any more. */
  release() {
    if (!this.#owing || this.#guarded().length) return;
    this.#owing = false;
    const form = document.getElementById("refresh");
    const how = { source: form?.parentElement, target: this.#host, swap: "outerHTML" };
    if (form) window.htmx?.ajax("GET", form.getAttribute("action"), how);
  }

  /** A refresh brings as many cards as are drawn now, so that nobody is thrown back to the top of a column. */
  configRequest(detail) {
    const form = document.getElementById("refresh");
    if (form && detail.path.split("?")[0] === form.getAttribute("action")) detail.path = addDrawn(detail.path, this.#host);
  }

  beforeSwap(detail) {
    const html = detail.xhr?.responseText ?? "";
    if (!detail.shouldSwap) return;
    if (this.#host.held && isNewer(html, this.#host.held)) this.#host.letGo("changed");
    const guarded = this.#guarded();
    const board = guarded.length > 0 && html.includes(`id="${this.#host.id}"`);
    if (board || guarded.some((card) => detail.target.contains(card) || html.includes(`id="${card.id}"`))) {
      detail.shouldSwap = false;
      this.#owing = true;
    } else {
      saveFocus(detail.target);
    }
  }

  beforeOobSwap(detail) {
    saveFocus(detail.target);
  }

  afterSwap() {
    restoreFocus();
  }

  #guarded() {
    return [this.#host.held, ...moves.cards].filter(Boolean);
  }
}

/** Whether an answer shows the held card otherwise than the page does. */
function isNewer(html, card) {
  if (!html.includes(`id="${card.id}"`)) return false;
  const fresh = parseHtml(html).getElementById(card.id);
  return fresh.dataset.seen !== card.dataset.seen;
}
