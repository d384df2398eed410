/** The marks of a drop to come: the tinted column and the line that one card, or the list's start, carries. */

import { LAST, cardBy, cardsOf, listOf } from "./card-position.js";

export class DropIndicator {
  #marked = [];

  /** Mark `target` (what `targetAt` gives); no line where nothing would change, nor over an empty or folded column. */
  show(target) {
    this.clear();
    if (!target) return;
    this.#mark(target.column, "data-over");
    if (target.same || target.after === LAST || !cardsOf(target.column).length) return;
    if (target.after) this.#mark(cardBy(target.after), "data-drop", "after");
    else this.#mark(listOf(target.column), "data-drop-first");
  }

  clear() {
    for (const [element, name] of this.#marked.splice(0)) element.removeAttribute(name);
  }

  #mark(element, name, value = "") {
    element?.setAttribute(name, value);
    if (element) this.#marked.push([element, name]);
  }
}
