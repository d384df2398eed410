/** `<case-board>`: a client's wall. It joins what holds a card (pointer or keys) to what shows and what sends a move. */

import { columnOf, nameOf, restore } from "../board/card-position.js";
import { Drag } from "../board/drag.js";
import { DropIndicator } from "../board/drop-indicator.js";
import { DropPreview } from "../board/drop-preview.js";
import { moves } from "../board/move-queue.js";
import { showUnreachable } from "../board/on-demand.js";
import { PageEvents } from "../board/page-events.js";
import { PendingChanges } from "../board/pending-changes.js";
import { saveScroll, restoreScroll } from "../board/preserve-focus.js";
import { updateTabStops, setTabStop } from "../board/roving-tabindex.js";
import { Selection } from "../board/selection.js";
import { SwapGuard } from "../board/swap-guard.js";
import { load } from "../core/lazy-load.js";
import { connection } from "../ui/connection.js";
import { openDialog } from "../ui/dialog.js";
import { announce } from "../ui/live-region.js";
import { message } from "../ui/messages.js";
import { showToast } from "../ui/toast.js";

const HINT = "keys-hint";
const OPENS_WITHIN = 8_000;
const KEYS = /^( |Arrow\w+|Home|End|Escape|[hjklm<>,.])$/i;


export class CaseBoard extends HTMLElement {
  #chosen = new Selection(this);
  #drag = new Drag(this);
  #gestures = new PageEvents(this, this.#chosen);
  #keys = null;
  #guard = new SwapGuard(this);
  #checked = new PendingChanges();
  #marks = new DropIndicator();
  #would = new DropPreview();
  #tabs = null;
  #load = [];
  #watch = new MutationObserver((changes) => this.#changed(changes));

  connectedCallback() {
    for (const type of ["focusin", "keydown", "pointerover"]) this.addEventListener(type, this);
    document.addEventListener("htmx:afterSettle", this);
    moves.addEventListener("answered", this);
    connection.addEventListener("back", this);
    this.#gestures.start();
    this.#guard.start();
    this.#checked.start();
    this.#wakeTabs();
    this.#watch.observe(this, { childList: true, subtree: true });
    moves.markBoard(this);
    updateTabStops(this);
    restoreScroll(this);
  }

  disconnectedCallback() {
    saveScroll(this);
    document.removeEventListener("htmx:afterSettle", this);
    moves.removeEventListener("answered", this);
    connection.removeEventListener("back", this);
    this.#gestures.stop();
    this.#guard.stop();
    this.#checked.stop();
    this.#tabs?.stop();
    this.#watch.disconnect();
    this.#drag.cancel();
  }

  /** The element that scrolls sideways: its rectangle is where cards can be dropped. */
  get lanes() {
    return this.querySelector(".board") ?? this;
  }

  /** Whether the keys are there. */
  get awake() {
    return Boolean(this.#keys);
  }

  /** The card in the hand, by pointer or by keys. */
  get held() {
    return this.#drag.card ?? this.#keys?.card ?? null;
  }

  handleEvent(event) {
    if (event.type === "keydown") this.#waitForKeys(event);
    else if (event.type === "focusin") this.#focus(event.target.closest(".card"));
    else if (event.type === "pointerover") this.#wake().catch(showUnreachable);
    else if (event.type === "back") this.#guard.requestRefresh();
    else this.#tabs?.mark();
  }

  canLift(card) {
    const fixed = this.hasAttribute("data-readonly") || !card.querySelector(".card__move");
    if (fixed) announce(message("readonly", { name: nameOf(card) }));
    return !fixed && this.lot(card).every((each) => moves.isFree(each));
  }

  /** The cards that go with `card`: all that are chosen, if it is one of them. */
  lot(card) {
    return this.#chosen.with(card);
  }

  lifted(card) {
    this.#load = this.lot(card).map((each) => [each, columnOf(each).id]);
    if (this.#load.length < 2) return;
    for (const [each] of this.#load) if (each !== card) each.setAttribute("data-lifted", "");
    card.dataset.number = this.#load.length;
  }

  over(card, target) {
    this.#marks.show(target && this.#keys?.card ? { ...target, same: true } : target);
    this.#would.show(this.#load, target?.column ?? null);
  }

  /** Unfold a column; gives the open column, or null where that did not come about. */
  opened({ id }) {
    return new Promise((resolve) => {
      const look = () => {
        const now = document.getElementById(id);
        if (!now?.hasAttribute("data-folded")) end(now);
      };
      const end = (column) => {
        document.removeEventListener("htmx:afterSettle", look);
        resolve(column);
      };
      document.addEventListener("htmx:afterSettle", look);
      setTimeout(end, OPENS_WITHIN, null);
      document.getElementById(id)?.querySelector(".column__fold")?.click();
    });
  }

  dropped(card, target, seat) {
    const cards = this.#load.map(([each]) => each);
    this.#clear();
    if (cards.length < 2) return void moves.drop(card, target, seat);
    this.moveMany(cards, target, card, seat);
  }

  cancelled() {
    this.#clear();
    this.#guard.release();
  }

  /** Take the card out of the person's hand, and say why. */
  letGo(why) {
    const card = this.held;
    this.#drag.cancel();
    this.#keys?.cancel();
    showToast("warn", message(why, { name: nameOf(card) }), card.dataset.case);
  }

  /** The move menu of a card, which is for all that are chosen with it. */
  menu(card) {
    if (this.canLift(card)) this.#menu(card);
    return true;
  }

  /** Choose one card, or no longer; with `from`, everything between the two. */
  choose(card, from = null) {
    if (from) this.#chosen.extend(card, from);
    else this.#chosen.toggle(card);
    return true;
  }

  unchoose() {
    return this.#chosen.clear();
  }

  async #menu(card) {
    const number = this.lot(card).length - 1;
    const sheet = await openDialog(card.querySelector(".card__move").href, card.id);
    const title = sheet?.querySelector("h1, h2");
    if (title && number) title.textContent = message("menuMany", { name: nameOf(card), number });
  }

  #clear() {
    this.#marks.clear();
    this.#would.clear();
    for (const [card] of this.#load.splice(0)) {
      card.removeAttribute("data-lifted");
      delete card.dataset.number;
    }
  }

  /** Move several cards to one place; where the script for that cannot be brought, the held one goes back to its seat. */
  async moveMany(cards, target, held, seat) {
    this.#chosen.clear(true);
    const many = await load("bulk-move").catch(showUnreachable);
    if (!many) return held && seat && restore(held, seat);
    return many.moveMany(cards, target, held, seat);
  }

  /** What a board does not need to be read comes with the first look at one of its cards. */
  async #wake() {
    if (this.#keys || connection.problem) return;
    load("undo-stack").catch(showUnreachable);
    load("bulk-move").catch(showUnreachable);
    const { KeyboardMoves } = await load("keyboard");
    this.#keys ??= new KeyboardMoves(this);
  }

  /** A key that is pressed before the keys are there is pressed again when they are, on what has focus by then. */
  async #waitForKeys(event) {
    if (this.#keys) return;
    const modified = event.ctrlKey || event.altKey || event.metaKey;
    if (!event.target.closest(".card") || modified || !KEYS.test(event.key)) return;
    event.preventDefault();
    await this.#wake().catch(showUnreachable);
    const target = this.contains(document.activeElement) ? document.activeElement : event.target;
    if (this.#keys) target.dispatchEvent(new KeyboardEvent("keydown", event));
  }

  /** Tabs are only seen on a phone. */
  async #wakeTabs() {
    if (!document.querySelector(".tabs")?.checkVisibility()) return;
    const { ColumnTabs } = await load("column-tabs");
    this.#tabs ??= new ColumnTabs();
    if (this.isConnected) this.#tabs.start(this);
  }

  #focus(card) {
    if (!card) return;
    this.#wake().catch(showUnreachable);
    setTabStop(card);
    const name = card.querySelector(".card__name");
    if (document.getElementById(HINT) && !name.hasAttribute("aria-describedby")) name.setAttribute("aria-describedby", HINT);
  }

  #changed(changes) {
    const brought = (node) => node.nodeType === Node.ELEMENT_NODE && (node.matches(".card") || node.querySelector(".card"));
    if (!changes.some((change) => [...change.addedNodes, ...change.removedNodes].some(brought))) return;
    updateTabStops(this);
    moves.markBoard(this);
    this.#chosen.mark();
  }
}

customElements.define("case-board", CaseBoard);
