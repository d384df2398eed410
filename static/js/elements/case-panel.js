/**
 * A case over its board: a card's link opens the case's page as a panel with the page's own address, and Back closes it.
 * `E` on a card opens its value and name, `N` a new case; both are pages of their own where this does not run.
 */

import { goOn, wayOn } from "../board/card-position.js";
import { moves } from "../board/move-queue.js";
import { fetchPage } from "../board/requests.js";
import { TYPING } from "../core/dom.js";
import { offer, refreshCard, submitDialogForm } from "../ui/dialog-form.js";
import { openDialog, closeDialog } from "../ui/dialog.js";
import { isUnsaved, mayLeave } from "../ui/unsaved.js";

const documentPath = location.pathname;

/** Offer what was lost again, for a board that knows of a doubt from the server alone. */
export const offerAgain = offer;

class CasePanel extends HTMLElement {
  #dialog = document.createElement("dialog");
  #opener = "";
  #way = null;
  #shown = "";
  #title = document.title;
  #turn = 0;

  connectedCallback() {
    this.#dialog.id = "panel";
    this.#dialog.className = "dialog dialog--side";
    this.append(this.#dialog);
    for (const type of ["click", "keydown", "submit"]) document.addEventListener(type, this);
    for (const type of ["case-changed", "htmx:beforeSwap", "htmx:oobBeforeSwap", "htmx:afterSwap"]) {
      document.addEventListener(type, this);
    }
    this.#dialog.addEventListener("cancel", this);
    addEventListener("popstate", this);
    moves.addEventListener("idle", this);
  }

  handleEvent(event) {
    if (event.type === "click") this.#click(event);
    else if (event.type === "keydown") this.#key(event);
    else if (event.type === "submit") this.#submit(event);
    else if (event.type === "cancel") this.#leave(event);
    else if (event.type === "popstate") this.#went(event.state);
    else if (event.type === "idle") this.#reread();
    else if (event.type === "case-changed") refresh(event.detail);
    else if (event.type === "htmx:afterSwap") keepFocus(event.detail.target);
    else keepForms(event);
  }

  #click(event) {
    const plain = event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
    if (!plain || event.defaultPrevented) return;
    const link = event.target.closest("a");
    if (event.target === this.#dialog || link?.matches("#panel [data-close-panel]")) this.#leave(event);
    else if (link?.matches("case-board .card__name")) this.#open(event, link);
    else if (link?.matches("[data-opens-dialog], case-board a[href*='/cases/new/']")) sheet(event, link);
  }

  #open(event, link) {
    event.preventDefault();
    this.#opener = link.closest(".card").id;
    this.#way = wayOn(link.closest(".card"));
    const client = link.closest("case-board").dataset.client;
    const address = client ? `${link.pathname}?client=${client}` : link.pathname;
    this.#show(address, () => history.pushState({ panel: address }, "", address));
  }

  /** Bring the page at `address` into the panel; where that cannot be done, visit it. */
  async #show(address, shown = () => {}) {
    const turn = (this.#turn += 1);
    const page = await fetchPage(address).catch(() => null);
    if (turn !== this.#turn) return;
    const part = page?.querySelector("[data-panel]");
    if (!part) {
      location.assign(address);
      return;
    }
    shown();
    this.#shown = address;
    this.#dialog.replaceChildren(document.importNode(part, true));
    this.#dialog.setAttribute("aria-label", part.querySelector("h1")?.textContent ?? page.title);
    document.title = page.title;
    if (!this.#dialog.open) this.#dialog.showModal();
    this.#dialog.scrollTop = 0;
    window.htmx?.process(this.#dialog);
    this.#dialog.querySelector("[data-close-panel]")?.focus();
  }

  /** Escape, the cross and a press beside the panel go back in the browser's own history. */
  async #leave(event) {
    event.preventDefault();
    if (!(await mayLeave(this.#dialog))) return;
    if (history.state?.panel) history.back();
    else this.#close();
  }

  #went(state) {
    const typing = this.#dialog.open && isUnsaved(this.#dialog);
    if (typing && state?.panel === this.#shown) return;
    if (typing) this.#stay();
    else if (state?.panel) this.#show(state.panel);
    else if (this.#dialog.open) this.#close();
    else if (location.pathname !== documentPath) location.reload();
  }

  /** Back was pressed over typed words: the panel keeps its address until the person has answered. */
  async #stay() {
    history.forward();
    if (await mayLeave(this.#dialog)) history.back();
  }

  #close() {
    this.#turn += 1;
    this.#dialog.close();
    this.#dialog.replaceChildren();
    document.title = this.#title;
    const card = document.getElementById(this.#opener);
    if (card) card.querySelector(".card__name").focus({ preventScroll: true });
    else if (this.#way) goOn(this.#way);
  }

  /** After a move made from the panel the case is shown as it is now, unless something is being typed. */
  async #reread() {
    const panel = this.#dialog.querySelector("[data-panel]");
    if (!panel || panel.querySelector("[data-editing]") || !history.state?.panel) return;
    await this.#show(history.state.panel);
    this.#repeat(panel.dataset.case);
  }

  /** Say in the panel what a message beneath it says: a dialog makes the rest of the page mute. */
  #repeat(uuid) {
    const words = [...document.querySelectorAll(`.toast[data-case="${uuid}"] p`)].at(-1);
    const said = this.#dialog.querySelector("#case-said");
    if (words && said) said.textContent = words.textContent;
  }

  #key(event) {
    if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || event.target.closest?.(TYPING)) return;
    const board = document.querySelector("case-board");
    const off = document.body.dataset.shortcuts === "off" || document.querySelector("dialog[open]");
    if (!board || off || board.hasAttribute("data-readonly") || board.held) return;
    const card = event.target.closest?.("case-board .card");
    if (event.key.toLowerCase() === "e" && card) quickEdit(event, card, board);
    else if (event.key.toLowerCase() === "n") quickAdd(event, card, board);
  }

  #submit(event) {
    const overBoard = event.target.matches("#dialog [data-quick]") && document.querySelector("case-board");
    if (event.defaultPrevented || !overBoard) return;
    event.preventDefault();
    submitDialogForm(event.target, event.submitter, () => {
      closeDialog();
      this.#reread();
    });
  }
}

function sheet(event, link) {
  event.preventDefault();
  openDialog(link.href, link.closest(".card")?.id ?? link.parentElement.id);
}

function quickEdit(event, card, board) {
  event.preventDefault();
  const client = board.dataset.client ? `?client=${board.dataset.client}` : "";
  openDialog(`/cases/${card.dataset.case}/quick/${client}`, card.id);
}

function quickAdd(event, card, board) {
  event.preventDefault();
  const status = card?.closest(".column")?.dataset.status ?? "";
  const client = board.dataset.client ? `/clients/${board.dataset.client}` : "";
  openDialog(`${client}/cases/new/?status=${status}`, card?.id ?? "");
}

/** The card under the panel, where it does not show what was just read or written. */
function refresh({ case: uuid, seen }) {
  if (document.getElementById(`card--${uuid}`)?.dataset.seen !== seen) refreshCard(uuid);
}

/** Where an answer took away what had focus, the part that came instead has it. */
function keepFocus(target) {
  if (document.activeElement !== document.body) return;
  const part = document.getElementById(target.id);
  if (part?.closest("[data-panel]")) part.querySelector("a, button, input")?.focus({ preventScroll: true });
}

/** A part that comes anew beside an answer never takes a form away in which somebody types. */
function keepForms(event) {
  const target = event.detail.target;
  const own = event.type === "htmx:beforeSwap" && target?.contains(event.detail.requestConfig?.elt);
  if (target?.closest("[data-panel]") && target.querySelector("[data-editing]") && !own) event.detail.shouldSwap = false;
}

customElements.define("case-panel", CasePanel);
if (document.querySelector("case-board, [data-panel]")) document.body.append(document.createElement("case-panel"));
