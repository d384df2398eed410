/**
 * `<filter-bar>`: a board's toolbar. `F` opens the filters, `X` clears them, `Q` shows my own cases and everybody's again.
 * Its menus close by Escape and by a press beside them. After a change a filtered or sorted board is asked for anew: the
 * answer to it knows neither who still passes the filter nor the order. Which cases were changed is said with it, so that the
 * answer can name those that no longer pass.
 */

import { moves } from "../board/move-queue.js";
import { TYPING } from "../core/dom.js";
import { openDialog } from "../ui/dialog.js";
import { announce } from "../ui/live-region.js";

const TYPES = ["keydown", "click", "formdata", "card-put"];
const NOBODY = "The board does not know which Plannr employee you are, so it cannot tell which cases are yours.";

class FilterBar extends HTMLElement {
  #asking = false;
  #changed = new Set();

  connectedCallback() {
    for (const type of TYPES) document.addEventListener(type, this);
    for (const type of ["ended", "idle"]) moves.addEventListener(type, this);
  }

  disconnectedCallback() {
    for (const type of TYPES) document.removeEventListener(type, this);
    for (const type of ["ended", "idle"]) moves.removeEventListener(type, this);
  }

  handleEvent(event) {
    if (event.type === "keydown") this.#key(event);
    else if (event.type === "click") this.#close((menu) => !menu.contains(event.target));
    else if (event.type === "formdata") shorten(event);
    else this.#heard(event);
  }

  /** A case was changed here; the board is asked for once nothing is on its way. */
  #heard({ type, detail }) {
    if (detail) this.#changed.add(detail);
    if (type !== "ended") this.#again();
  }

  #key(event) {
    if (event.defaultPrevented) return;
    if (event.key === "Escape" && this.#escape(event.target)) return event.preventDefault();
    const modified = event.ctrlKey || event.altKey || event.metaKey || document.body.dataset.shortcuts === "off";
    if (modified || event.target.closest?.(TYPING) || document.querySelector("dialog[open]")) return undefined;
    if (document.querySelector("case-board")?.held) return undefined;
    const act = { f: () => this.#filter(), x: () => this.#visit("clear"), q: () => this.#mine() }[event.key.toLowerCase()];
    if (!act) return undefined;
    event.preventDefault();
    return act();
  }

  #filter() {
    openDialog(this.dataset.filter, this.id);
  }

  #mine() {
    if (this.dataset.mine) this.#visit("mine");
    else announce(NOBODY);
  }

  #visit(name) {
    if (this.dataset[name]) location.assign(this.dataset[name]);
  }

  /** Close the menu that has focus, and give focus back to what opened it. */
  #escape(target) {
    const menu = target.closest?.("filter-bar details[open]");
    if (menu) menu.querySelector("summary").focus();
    return this.#close(() => true) > 0;
  }

  #close(which) {
    const open = [...this.querySelectorAll("details[open]")].filter(which);
    for (const menu of open) menu.open = false;
    return open.length;
  }

  async #again() {
    const board = document.querySelector("case-board[data-view]");
    const form = document.getElementById("refresh");
    if (!board || !form || board.held || this.#asking) return;
    const changed = [...this.#changed];
    const how = { source: form.parentElement, target: board, swap: "outerHTML", values: { changed: changed.join(",") } };
    this.#asking = true;
    await window.htmx?.ajax("GET", form.getAttribute("action"), how).catch(() => {});
    this.#asking = false;
    if (board.isConnected) return;
    for (const uuid of changed) this.#changed.delete(uuid);
    if (this.#changed.size) this.#again();
  }
}

/** An address says only what is asked: boxes left empty are left out of it. */
function shorten({ target, formData }) {
  if (target.method !== "get" || !target.closest("filter-bar, #dialog")) return;
  for (const [name, value] of [...formData]) if (!String(value).trim()) formData.delete(name);
}

customElements.define("filter-bar", FilterBar);
