/** What a click, a form and Ctrl+Z ask of the board, wherever on the page they are: cards, the move menu, messages. */

import { TYPING } from "../core/dom.js";
import { closeDialog, openDialog } from "../ui/dialog.js";
import { dismiss, dismissFor } from "../ui/toast.js";
import { clearNotice } from "./card-notice.js";
import { cardBy, columnBy } from "./card-position.js";
import { caseOf, moves } from "./move-queue.js";
import { withUndoStack } from "./on-demand.js";

const TYPES = ["click", "submit", "keydown"];
const ACTS = ".card__move, [data-again], [data-dismiss], [data-recent], [data-keys]";

export class PageEvents {
  #board;
  #chosen;

  constructor(board, chosen) {
    this.#board = board;
    this.#chosen = chosen;
  }

  start() {
    for (const type of TYPES) document.addEventListener(type, this);
  }

  stop() {
    for (const type of TYPES) document.removeEventListener(type, this);
  }

  handleEvent(event) {
    if (event.type === "click") this.#click(event);
    else if (event.type === "submit") this.#submit(event);
    else this.#undo(event);
  }

  #click(event) {
    if (event.button !== 0 || event.defaultPrevented) return;
    const card = event.target.closest("case-board .card");
    const [together, range] = [event.ctrlKey || event.metaKey, event.shiftKey];
    const act = event.target.closest(ACTS);
    if (together && isOnName(event)) return;
    if (card && !act && (together || range)) this.#pick(event, card, range);
    else if (act && !(together || range || event.altKey)) this.#act(event, act, card);
    else if (this.#board.contains(event.target) && !event.target.closest("a, button, .card")) this.#chosen.clear();
  }

  #pick(event, card, range) {
    event.preventDefault();
    if (range) this.#chosen.extend(card);
    else this.#chosen.toggle(card);
    card.querySelector(".card__name").focus({ preventScroll: true });
  }

  #act(event, act, card) {
    const { case: uuid } = act.closest("[data-case]")?.dataset ?? {};
    if (act.matches(".card__move")) this.#board.menu(card);
    else if (act.matches("[data-again]")) moves.again(uuid);
    else if (act.matches("[data-recent]")) openDialog(act.href, act.id);
    else if (card) this.#unsay(card);
    else return;
    event.preventDefault();
  }

  #unsay(card) {
    clearNotice(card.dataset.case);
    dismissFor(card.dataset.case);
    card.querySelector(".card__name").focus({ preventScroll: true });
  }

  /** A form in the move menu or in a message that asks for a move goes the way of a drop. */
  #submit(event) {
    const form = event.target;
    const asksForMove = form.matches("#dialog [data-move], .toast [data-move], .card__notice [data-move]");
    if (!asksForMove || event.defaultPrevented) return;
    event.preventDefault();
    this.#send(form, event.submitter);
    if (form.closest("#dialog")) closeDialog();
    else if (form.closest(".toast")) dismiss(form.closest(".toast"));
  }

  #send(form, submitter) {
    const card = cardBy(caseOf(form));
    const cards = card && form.closest("#dialog") ? this.#chosen.with(card) : [];
    const fields = new FormData(form, submitter);
    const column = columnBy(fields.get("status"));
    if (form.matches("[data-undo]")) withUndoStack((undo) => undo.submit(form));
    else if (cards.length < 2 || !column) moves.submit(form, submitter);
    else this.#board.moveMany(cards, { column, after: fields.get("after") });
  }

  /** Ctrl+Z takes the newest move back, with Shift it is done again. */
  #undo(event) {
    const asks = event.key.toLowerCase() === "z" && (event.ctrlKey || event.metaKey) && !event.altKey;
    if (!asks || event.defaultPrevented || event.target.closest?.(TYPING) || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    withUndoStack((undo) => (event.shiftKey ? undo.redo() : undo.undo()));
  }
}

/** Whether a card's name itself was clicked, or its link by Enter, rather than the card around it: then it is a link as any. */
function isOnName({ target, detail, clientX: x, clientY: y }) {
  if (!target.matches("case-board .card__name")) return false;
  const { left, right, top, bottom } = target.getBoundingClientRect();
  return detail === 0 || (x >= left && x <= right && y >= top && y <= bottom);
}
